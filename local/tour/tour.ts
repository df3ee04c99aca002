import type { CheckedConfig } from '../../shared/config/define-config.ts';
import { projectClient } from '../../shared/foundry/project-client.ts';
import { agentsCommand } from '../../shared/operations/project/agents-command.ts';
import { evaluationsCommand } from '../../shared/operations/project/evaluations-command.ts';
import type { Platform } from '../platform/platform.ts';
import { trustCertificate } from '../platform/trust.ts';
import { type Asked, ask } from './ask.ts';
import { evaluate } from './evaluate.ts';
import { seedOrders } from './orders.ts';
import { messagesSince } from './queue-messages.ts';
import { readHandbook } from './read-handbook.ts';
import { setScale, tuneAndCompare } from './tune.ts';

const AGENT = 'support';

/**
 * The tour: fills the sample shop, brings the agents of foundry.config.ts to the emulator, asks the agent two questions that need
 * a tool each, shows what was said, what went over the queues and how long it took; has a job carried to its end, and evaluations run.
 * @throws when an answer does not come or does not say what it must
 */
export async function runTour(
  platform: Pick<Platform, 'endpoints' | 'anotherHost'>,
  config: CheckedConfig,
): Promise<void> {
  const { endpoints } = platform;
  trustCertificate(endpoints.certificate);
  const env = { FOUNDRY_PROJECT_ENDPOINT: endpoints.foundryProject, DATA_STORAGE: endpoints.storage };
  // A tour that was interrupted may have left the clock fast, and then a tool has no time to answer.
  await setScale(endpoints, 1);
  const fresh = await seedOrders(endpoints.storage);
  heading('The agents of foundry.config.ts');
  const exitCode = await agentsCommand({ config, args: [], env, print: (line) => console.log(`  ${line}`) });
  if (exitCode !== 0) throw new Error('The tour ends here: an agent could not be brought to the emulator.');

  const inStep = await evaluationsCommand({ config, args: [], env, print: (line) => console.log(`  ${line}`) });
  if (inStep !== 0) throw new Error('The tour ends here: an evaluation could not be brought to the emulator.');

  const project = projectClient(env);
  heading('A conversation');
  const begun = new Date();
  const first = await ask(project, AGENT, show('Where is my order 1042?'));
  tell(first);
  const question = `Please refund order ${fresh}, because it arrived broken.`;
  const second = await ask(project, AGENT, show(question), first.conversationId);
  tell(second);

  heading('What went over the queues');
  for (const { time, direction, queue, text } of await messagesSince(begun, endpoints)) {
    console.log(`  ${time.slice(11, 23)} ${direction === 'sent' ? '->' : '<-'} ${queue}\n               ${text}`);
  }

  heading('A handbook is dropped into storage, and the agent answers from it');
  await readHandbook(endpoints, (line) => console.log(`  ${line}`));
  const third = await ask(project, AGENT, show('How many days do I have to return an item?'));
  console.log(`  Agent    ${third.answer}\n           (${third.milliseconds} ms; cites ${third.cited.join(', ')})`);
  if (third.cited.length === 0) throw new Error('The agent answered without citing the handbook.');

  heading(
    'A fine-tuning job, carried to its end, and compared with its base model (a simulation, on a clock that runs fast)',
  );
  const report = await tuneAndCompare(endpoints, (line) => console.log(`  ${line}`));
  for (const line of report.filter((text) => text.startsWith('|'))) console.log(`    ${line}`);

  heading(
    'Evaluations: one that comes due by its schedule, and whose gate fails; and what the agent has just answered',
  );
  await evaluate(platform, config, (line) => console.log(`  ${line}`));
}

function heading(title: string): void {
  console.log(`\n${title}`);
}

function show(question: string): string {
  console.log(`  You      ${question}`);
  return question;
}

function tell({ answer, calls, milliseconds }: Asked): void {
  for (const { name, args, output } of calls) console.log(`  (tool)   ${name} ${args}\n           = ${output}`);
  console.log(`  Agent    ${answer}\n           (${milliseconds} ms)`);
  // A tour that shows an agent guessing would teach the wrong thing.
  if (calls.length === 0) throw new Error('The agent answered without calling its tool.');
}
