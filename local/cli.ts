import { Command, InvalidArgumentError, Option } from 'commander';
import type { ProjectCommand } from '../shared/operations/project/agents-command.ts';
import type { CapacityOptions } from './commands/capacity.ts';
import { runCommand } from './commands/run-command.ts';
import type { TargetOptions } from './commands/target.ts';
import { TOPICS, type Topic } from './output/topics.ts';

/**
 * `npx foundry-functions COMMAND`, or `npm run COMMAND -- ...`: everything a developer does every day. Commands load their code when they run,
 * so that `--help` answers at once.
 */
const cli = new Command('foundry-functions')
  .description('Runs, extends and operates this app, on this machine and on Azure.')
  .showHelpAfterError()
  .configureHelp({ sortSubcommands: false });

cli
  .command('start')
  .description('start the platform, give a tour of the app, and stay up')
  .option('--once', 'stop after the tour; exit code 1 if it failed')
  .option('--no-tour', 'start without the tour')
  .action((options: { once?: boolean; tour: boolean }) =>
    runCommand(async () => (await import('./commands/start.ts')).start(options)),
  );

cli
  .command('dev')
  .description('start the platform and reload the app after each change')
  .option('--only <topics>', `show only these in the log: ${TOPICS.join(', ')}`, topics)
  .option('--id <id>', 'show only what names this correlation, job or invocation id')
  .option('--inspect <port>', 'port for debuggers (default: 9229)', port)
  .action((options: { only?: readonly Topic[]; id?: string; inspect?: number }) =>
    runCommand(async () => (await import('./commands/dev.ts')).dev(options)),
  );

project(cli.command('ask <agent> <question>'))
  .description('ask an agent and print its answer, its tool calls and what it cites')
  .option('--conversation <id>', 'continue a conversation')
  .action((agent: string, question: string, options) =>
    runCommand(async () => (await import('./commands/ask.ts')).ask(agent, question, options)),
  );

project(cli.command('upload <files...>'))
  .description('upload files to an ingestion source and wait until agents can search them')
  .option('--to <place>', 'container/prefix (default: the place of the first source)')
  .option('--wait <seconds>', 'seconds to wait', wholeNumber, 120)
  .action((files: string[], options) =>
    runCommand(async () => (await import('./commands/upload.ts')).upload(files, options)),
  );

const job = cli.command('job').description('hand over, watch and cancel long-running jobs');
project(job.command('fine-tune <file>'))
  .description('upload a training file (JSON Lines) and fine-tune a model')
  .requiredOption('--model <name>', 'base model')
  .option('--validation <file>', 'validation file')
  .option('--suffix <text>', 'part of the name of the tuned model')
  .option('--wait', 'wait until the job ends')
  .action((file: string, options) =>
    runCommand(async () => (await import('./commands/job.ts')).fineTune(file, options)),
  );
project(job.command('eval <evalId>'))
  .description('run an eval of the project on the rows of a file')
  .requiredOption('--data <file>', 'rows, JSON Lines')
  .option('--model <name>', 'model deployment that answers')
  .option('--agent <name>', 'agent that answers')
  .option('--wait', 'wait until the job ends')
  .action((evalId: string, options) =>
    runCommand(async () => (await import('./commands/job.ts')).evaluationRun(evalId, options)),
  );
project(job.command('status <id>'))
  .description('show a job')
  .option('--wait', 'wait until the job ends')
  .action((id: string, options) => runCommand(async () => (await import('./commands/job.ts')).jobStatus(id, options)));
project(job.command('list'))
  .description('list the newest jobs')
  .option('--limit <count>', 'number of jobs', wholeNumber, 20)
  .action((options) => runCommand(async () => (await import('./commands/job.ts')).listJobs(options)));
project(job.command('cancel <id>'))
  .description('cancel a job')
  .action((id: string, options) => runCommand(async () => (await import('./commands/job.ts')).cancelJob(id, options)));

const letters = cli.command('dead-letters').description('messages that no tool could answer');
project(letters.command('list'))
  .description('list them')
  .action((options) => runCommand(async () => (await import('./commands/dead-letters.ts')).listDeadLetters(options)));
project(letters.command('show <id>'))
  .description('print one with its text')
  .action((id: string, options) =>
    runCommand(async () => (await import('./commands/dead-letters.ts')).showDeadLetter(id, options)),
  );
project(letters.command('replay <id>'))
  .description('put one back on its queue')
  .action((id: string, options) =>
    runCommand(async () => (await import('./commands/dead-letters.ts')).replayDeadLetter(id, options)),
  );
project(letters.command('delete <id>'))
  .description('delete one')
  .action((id: string, options) =>
    runCommand(async () => (await import('./commands/dead-letters.ts')).deleteDeadLetter(id, options)),
  );

project(cli.command('logs'))
  .description('show the calls of the app, one line each')
  .option('--follow', 'go on until Ctrl+C')
  .option('--only <topics>', `only these: ${TOPICS.join(', ')}`, topics)
  .option('--id <id>', 'only what names this correlation, job or invocation id')
  .option('--lines <count>', 'calls to begin with', wholeNumber, 100)
  .action((options) => runCommand(async () => (await import('./commands/logs.ts')).logs(options)));

cli
  .command('init')
  .description('remove the sample app: its tools, its tour, and its entries in foundry.config.ts')
  .option('--yes', 'do not ask')
  .action((options: { yes?: boolean }) => runCommand(async () => (await import('./commands/init.ts')).init(options)));

cli
  .command('new <kind> <name>')
  .description('write a commented file for an agent, tool, source, evaluation or job, and add it to foundry.config.ts')
  .addHelpText('after', '\nKinds: agent, tool, source, evaluation, job. Example: npm run new -- tool get_weather')
  .option('--agent <name>', 'agent that gets a new tool or source (default: the first)')
  .action((kind: string, name: string, options: { agent?: string }) =>
    runCommand(async () => (await import('./commands/new.ts')).create(kind, name, options)),
  );

cli
  .command('infra:sync')
  .description('declare the queues, tables and containers of foundry.config.ts for Azure (infra/data/storage.json)')
  .option('--check', 'change nothing; exit code 1 if the file does not fit the config')
  .action(({ check }: { check?: boolean }) =>
    runCommand(async () => {
      const [{ loadConfig }, { checkStorage, syncStorage }] = await Promise.all([
        import('./config/load-config.ts'),
        import('./infra/sync-storage.ts'),
      ]);
      const config = await loadConfig(process.env);
      if (check) checkStorage(config);
      else for (const line of syncStorage(config)) console.log(line);
      return 0;
    }),
  );

project(cli.command('agents'))
  .description('bring the agents of foundry.config.ts to the project')
  .option('--dry-run', 'only print the difference')
  .action(({ dryRun, ...target }: TargetOptions & { dryRun?: boolean }) =>
    onProject(
      target,
      async () => (await import('../shared/operations/project/agents-command.ts')).agentsCommand,
      dryRun && '--dry-run',
    ),
  );

project(cli.command('evaluations'))
  .description('bring the schedules and rules of foundry.config.ts to the project')
  .option('--dry-run', 'only print the difference')
  .action(({ dryRun, ...target }: TargetOptions & { dryRun?: boolean }) =>
    onProject(
      target,
      async () => (await import('../shared/operations/project/evaluations-command.ts')).evaluationsCommand,
      dryRun && '--dry-run',
    ),
  );

project(cli.command('smoke'))
  .description('ask an agent of the project for one tool call, end to end')
  .action((target: TargetOptions) =>
    onProject(target, async () => (await import('./deploy/smoke-command.ts')).smokeCommand),
  );

project(cli.command('doctor'))
  .description('check the project, its storage and the function app, and print the fix of every fault')
  .option('--fix', 'create the queues that are missing')
  .action(({ fix, ...target }: TargetOptions & { fix?: boolean }) =>
    onProject(
      target,
      async () => (await import('../shared/operations/doctor/doctor-command.ts')).doctorCommand,
      fix && '--fix',
    ),
  );

cli
  .command('capacity')
  .description('compute what a workload needs, what of it saturates first, and what a month costs')
  .option('--calls <count>', 'tool calls a second at the peak', amount, 0)
  .option('--load <share>', 'average load as a share of the peak', share, 1)
  .option('--recorded <share>', 'share of the calls to tools that are not idempotent', shareOrZero, 0.2)
  .option('--tools <count>', 'tools that the calls are spread over', wholeNumber, 10)
  .option('--handler-seconds <seconds>', 'seconds that a handler takes', amount, 0.2)
  .option('--model-requests <count>', 'model requests for each tool call', amount, 1)
  .option('--documents <count>', 'new or changed documents a day', amount, 0)
  .option('--document-kib <size>', 'size of a document in KiB', amount, 50)
  .option('--kept-days <days>', 'days for which a document stays in its vector store', amount, 30)
  .option('--jobs <count>', 'long-running jobs a day', amount, 0)
  .option('--evaluations <count>', 'evaluation runs a day', amount, 0)
  .option('--entries <count>', 'entries of evaluations in foundry.config.ts', amount, 0)
  .option('--job-hours <hours>', 'hours that a job or an evaluation runs', amount, 0.5)
  .option('--utilization <share>', 'share of each limit that may be used', share, 0.7)
  .addOption(
    new Option('--instance-memory-mb <size>', 'memory of an instance').choices(['512', '2048', '4096']).default('2048'),
  )
  .option('--maximum-instances <count>', 'maximumInstanceCount (default: the recommended one)', wholeNumber)
  .option('--constants', 'also print the numbers behind the model, with their sources')
  .addOption(new Option('--json', 'print JSON'))
  .addHelpText(
    'after',
    '\nExample: npm run capacity -- --calls 10000 --documents 1000000\n\nExit codes: 0 when it is computed, 1 when an option is not valid; the message says why. docs/scale.md explains the model.',
  )
  .action(
    (
      options: Omit<CapacityOptions, 'instanceMemoryMB'> & {
        readonly instanceMemoryMb: string;
        readonly documentKib: number;
      },
    ) =>
      runCommand(async () => {
        const { instanceMemoryMb, documentKib, ...rest } = options;
        const { capacity } = await import('./commands/capacity.ts');
        return capacity({ ...rest, documentKiB: documentKib, instanceMemoryMB: Number(instanceMemoryMb) });
      }),
  );

await cli.parseAsync();

/** Adds the options of a command that works with the platform of this machine or with a deployment. */
function project(command: Command): Command {
  return command
    .addOption(new Option('--azure', 'use the deployment that azd has selected, as the user who is signed in'))
    .addOption(new Option('--json', 'print JSON'))
    .addHelpText('after', '\nExit codes: 0 when it is done, 1 when it failed or cannot be done; the message says why.');
}

/** Runs a command that works with a deployment, with the project of FOUNDRY_PROJECT_ENDPOINT, or with the platform of this machine. */
function onProject(
  target: TargetOptions,
  load: () => Promise<(given: ProjectCommand) => Promise<number>>,
  argument?: string | false,
): Promise<void> {
  return runCommand(async () => {
    const { projectCommand } = await import('./commands/project-command.ts');
    return projectCommand(await load(), argument ? [argument] : [], target);
  });
}

function topics(text: string): readonly Topic[] {
  return text.split(',').map((word) => {
    const topic = TOPICS.find((known) => known === word.trim());
    if (topic === undefined) throw new InvalidArgumentError(`"${word}" is not one of ${TOPICS.join(', ')}.`);
    return topic;
  });
}

function wholeNumber(text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value > 0) return value;
  throw new InvalidArgumentError('It has to be a whole number above 0.');
}

/** A number from 0 up, below a bound that keeps sums finite. */
function amount(text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && value >= 0 && value <= 1e12) return value;
  throw new InvalidArgumentError('It has to be a number from 0 to 1,000,000,000,000.');
}

function shareOrZero(text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && value >= 0 && value <= 1) return value;
  throw new InvalidArgumentError('It has to be a number from 0 to 1.');
}

function share(text: string): number {
  const value = shareOrZero(text);
  if (value > 0) return value;
  throw new InvalidArgumentError('It has to be a number above 0, at most 1.');
}

function port(text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 0 && value <= 65_535) return value;
  throw new InvalidArgumentError('It has to be a whole number from 0 (any free port) to 65535.');
}
