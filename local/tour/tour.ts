import { existsSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { styleText } from 'node:util';
import { openStorage } from '../../shared/azure/storage/storage.ts';
import { type CheckedConfig, toolBindings } from '../../shared/config/define-config.ts';
import { SetupError } from '../../shared/core/setup-error.ts';
import { projectClient } from '../../shared/foundry/project-client.ts';
import { agentsCommand } from '../../shared/operations/project/agents-command.ts';
import { evaluationsCommand } from '../../shared/operations/project/evaluations-command.ts';
import { callQuestion, sampleArguments } from '../deploy/sample-arguments.ts';
import { plainMarkdown } from '../output/plain-markdown.ts';
import type { Platform } from '../platform/platform.ts';
import { trustCertificate } from '../platform/trust.ts';
import { type Asked, ask } from './ask.ts';
import type { TourScript } from './define-tour.ts';
import { ingestDocuments } from './documents.ts';
import { evaluate } from './evaluate.ts';
import { setScale, tuneAndCompare } from './fine-tuning.ts';
import { messagesSince } from './queue-messages.ts';

const MAX_QUEUE_TEXT = 84;
/** A line has at most 100 columns, and its indentation takes four of them. */
const TABLE_WIDTH = 96;

/**
 * Shows the app of foundry.config.ts at work: brings its agents to the emulator, asks them, uploads documents, runs a job and evaluations, as far as
 * the app has any. foundry.tour.ts beside the config says what to ask; without it the questions come from the tools.
 * @param configFile absolute path of foundry.config.ts
 * @throws Error when an answer does not come, or a step of the script does not do what it shows
 */
export async function runTour(
  platform: Pick<Platform, 'endpoints' | 'anotherHost'>,
  config: CheckedConfig,
  configFile: string,
): Promise<void> {
  const { endpoints } = platform;
  trustCertificate(endpoints.certificate);
  // An interrupted tour may have left the clock running fast, and then a tool has no time to answer.
  await setScale(endpoints, 1);
  const script = await readScript(configFile);
  const texts = (await script?.prepare?.(openStorage({ connectionString: endpoints.storage }))) ?? {};
  const tour = new Tour(platform, config, script ?? {}, texts);
  const isEmpty = [
    Object.keys(config.agents),
    config.tools,
    config.ingestion,
    config.evaluations.entries,
    config.evaluations.rules,
  ].every(({ length }) => length === 0);
  if (isEmpty) {
    console.log(
      '\nfoundry.config.ts is empty, so there is nothing to show yet. Begin with `npm run new -- agent NAME`.',
    );
    return;
  }
  await tour.bringInStep();
  await tour.converse(script !== undefined);
  await tour.ingest();
  await tour.fineTune();
  await tour.evaluate();
}

async function readScript(configFile: string): Promise<TourScript | undefined> {
  const file = path.join(path.dirname(configFile), 'foundry.tour.ts');
  if (!existsSync(file)) return undefined;
  const { default: script } = (await import(pathToFileURL(file).href)) as { readonly default?: TourScript };
  if (script === undefined)
    throw new SetupError(`${file} has no default export. Write \`export default defineTour({ ... })\`.`);
  return script;
}

class Tour {
  readonly #platform: Pick<Platform, 'endpoints' | 'anotherHost'>;
  readonly #config: CheckedConfig;
  readonly #script: TourScript;
  readonly #texts: Readonly<Record<string, string>>;
  readonly #env: NodeJS.ProcessEnv;
  readonly #asked = new Set<string>();

  constructor(
    platform: Pick<Platform, 'endpoints' | 'anotherHost'>,
    config: CheckedConfig,
    script: TourScript,
    texts: Readonly<Record<string, string>>,
  ) {
    this.#platform = platform;
    this.#config = config;
    this.#script = script;
    this.#texts = texts;
    const { foundryProject, storage, functions } = platform.endpoints;
    this.#env = { FOUNDRY_PROJECT_ENDPOINT: foundryProject, DATA_STORAGE: storage, FUNCTIONS_URL: functions };
  }

  async bringInStep(): Promise<void> {
    heading('Agents and evaluations of foundry.config.ts');
    const given = { config: this.#config, args: [], env: this.#env, print };
    if ((await agentsCommand(given)) !== 0)
      throw new Error('The tour ends here: an agent could not be brought to the emulator.');
    if ((await evaluationsCommand(given)) !== 0)
      throw new Error('The tour ends here: an evaluation could not be brought to the emulator.');
  }

  /** @param scripted an answer without a tool call is an error, because it would show an agent that guesses */
  async converse(scripted: boolean): Promise<void> {
    const conversations = this.#script.conversations ?? (await this.#derivedConversations());
    if (conversations.length === 0) return;
    heading('A conversation');
    const begun = new Date();
    const project = projectClient(this.#env);
    for (const { agent, questions } of conversations) {
      let conversation: string | undefined;
      for (const template of questions) {
        const question = template.replace(/\{(\w+)\}/g, (whole, name: string) => this.#texts[name] ?? whole);
        print(`You      ${question}`);
        const asked = await ask(project, agent, question, conversation);
        conversation = asked.conversationId;
        this.#asked.add(agent);
        tell(asked);
        if (scripted && asked.calls.length === 0) throw new Error('The agent answered without calling its tool.');
      }
    }
    const messages = await messagesSince(begun, this.#platform.endpoints);
    if (messages.length === 0) return;
    heading('Messages on the queues');
    for (const { time, direction, queue, text } of messages) {
      print(`${time.slice(11, 23)} ${direction === 'sent' ? '->' : '<-'} ${queue}`);
      print(`             ${cut(text)}`);
    }
  }

  async ingest(): Promise<void> {
    const { documents } = this.#script;
    const source = documents
      ? this.#config.ingestion.find(({ name }) => name === documents.source)
      : this.#config.ingestion[0];
    if (documents && source === undefined)
      throw new SetupError(`foundry.config.ts has no source "${documents.source}", which foundry.tour.ts names.`);
    if (source === undefined) return;
    heading(`Documents for the source ${source.name}`);
    await ingestDocuments(source, documents, this.#platform.endpoints, print);
    if (documents?.agent === undefined || documents.question === undefined) return;
    print(`You      ${documents.question}`);
    const asked = await ask(projectClient(this.#env), documents.agent, documents.question);
    this.#asked.add(documents.agent);
    print(`Agent    ${asked.answer}`);
    print(gray(`         ${asked.milliseconds} ms; cites ${asked.cited.join(', ') || 'nothing'}`));
    if (asked.cited.length === 0) throw new Error('The agent answered without citing a document.');
  }

  async fineTune(): Promise<void> {
    const { fineTuning } = this.#script;
    if (fineTuning === undefined) return;
    heading('A fine-tuning job, compared with its base model (simulated, on a fast clock)');
    const report = await tuneAndCompare(fineTuning, this.#platform.endpoints, print);
    for (const line of plainMarkdown(
      report.filter((text) => text.startsWith('|')),
      TABLE_WIDTH,
    ))
      print(`  ${line}`);
  }

  async evaluate(): Promise<void> {
    const { entries, rules } = this.#config.evaluations;
    if (entries.length === 0 && !rules.some(({ agent }) => this.#asked.has(agent))) return;
    heading('Evaluations');
    await evaluate(this.#platform, this.#config, this.#asked, print);
  }

  /** Without a script: a greeting to each agent, and a call of each of its first tools with arguments that fit its schema. */
  async #derivedConversations(): Promise<{ agent: string; questions: readonly string[] }[]> {
    const conversations = [];
    for (const [name, agent] of Object.entries(this.#config.agents)) {
      const questions: string[] = [];
      const idempotent = toolBindings(agent).flatMap(({ tool }) => (tool.idempotent ? [tool] : []));
      for (const tool of idempotent.slice(0, 2)) {
        const args = await sampleArguments(tool);
        if (args !== undefined) questions.push(callQuestion(tool.name, args));
      }
      conversations.push({ agent: name, questions: questions.length > 0 ? questions : ['Hello, what can you do?'] });
    }
    return conversations;
  }
}

const print = (line: string): void => console.log(`  ${line}`);
const gray = (text: string): string => styleText('gray', text);
const heading = (title: string): void => console.log(`\n${styleText('bold', title)}`);
const cut = (text: string): string => (text.length > MAX_QUEUE_TEXT ? `${text.slice(0, MAX_QUEUE_TEXT)}…` : text);

function tell({ answer, calls, milliseconds }: Asked): void {
  for (const { name, args, output } of calls) {
    print(`(tool)   ${name} ${cut(args)}`);
    print(`         = ${cut(output)}`);
  }
  print(`Agent    ${answer}`);
  print(gray(`         ${milliseconds} ms`));
}
