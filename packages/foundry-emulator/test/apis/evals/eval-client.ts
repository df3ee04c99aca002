import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type OpenAI from 'openai';
import { startEmulator, type TestEmulator } from '../../../../../test/support/emulator.ts';

/** Answers of the scripted model. */
const MODEL_SCRIPT = JSON.stringify({
  turns: [
    { when: 'Rate: ', repeat: true, text: '{"reasoning":"Close enough.","score":4}' },
    { when: 'Label: ', repeat: true, text: '{"reasoning":"It is polite.","label":"kind"}' },
    { when: 'capital of Korea', repeat: true, text: 'Seoul' },
    { when: 'as JSON', repeat: true, text: '{"city":"Seoul","people":9}' },
    { when: 'break', repeat: true, fail: { code: 'rate_limit_exceeded', message: 'Slow down.' } },
  ],
});

export const failure = (work: Promise<unknown>) =>
  work.then(
    () => expect('success').toBe('failure'),
    (error) => error,
  );

export async function all<T>(pages: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const one of pages) found.push(one);
  return found;
}

export const EXACT = {
  type: 'string_check',
  name: 'exact',
  operation: 'eq',
  input: '{{sample.output_text}}',
  reference: '{{item.answer}}',
};
export const CUSTOM = {
  type: 'custom',
  item_schema: {
    type: 'object',
    properties: { question: { type: 'string' }, answer: { type: 'string' } },
    required: ['answer'],
  },
  include_sample_schema: true,
};

export const inline = (...rows: object[]) => ({ type: 'jsonl', source: { type: 'file_content', content: rows } });

/** An emulator for the tests of a file, on which time stands still, and ways to make evals and runs there. */
export function useEvals() {
  const settings = { FOUNDRY_MODEL_SCENARIO: MODEL_SCRIPT, FOUNDRY_PYTHON_GRADERS: 'on' };
  let state: string;
  let emulator: TestEmulator;
  beforeAll(async () => {
    state = mkdtempSync(path.join(tmpdir(), 'foundry-evals-'));
    emulator = await startEmulator({ state, inMemory: false, settings });
  });
  afterAll(async () => {
    await emulator.close();
    rmSync(state, { recursive: true, force: true });
  });
  beforeEach(async () => {
    await emulator.admin('POST', 'reset');
    // Time passes when a test says so: nothing completes by itself, however slow the machine is.
    await emulator.admin('POST', 'clock', { scale: 0 });
  });

  const v1 = () => emulator.projectV1.getOpenAIClient({ maxRetries: 0 });
  const reference = () =>
    emulator.project.getOpenAIClient({
      baseURL: `${emulator.endpoints.project}/openai`,
      defaultQuery: { 'api-version': '2025-11-15-preview' },
      maxRetries: 0,
    });
  const beta = async () => (await emulator.projectBeta.getOpenAIClient()) as unknown as OpenAI;
  const advance = (duration: string) => emulator.admin('POST', 'clock', { advance: duration });

  // The service's own criteria and sources are not in the client's types: the client sends them as they are.
  const makeEval = (criteria: object[], config: object = CUSTOM, more: object = {}) =>
    v1().evals.create({ data_source_config: config, testing_criteria: criteria, name: 'answers', ...more } as never);
  const makeRun = (evalId: string, source: object, more: object = {}) =>
    v1().evals.runs.create(evalId, { name: 'run', data_source: source, ...more } as never);
  const readRun = (evalId: string, runId: string) => v1().evals.runs.retrieve(runId, { eval_id: evalId });
  const itemsOf = (evalId: string, runId: string, query: object = {}) =>
    all(v1().evals.runs.outputItems.list(runId, { eval_id: evalId, ...query }));

  async function finished(evalId: string, source: object) {
    const { id } = await makeRun(evalId, source);
    await advance('PT10M');
    return { run: await readRun(evalId, id), items: await itemsOf(evalId, id) };
  }

  return {
    get emulator() {
      return emulator;
    },
    restart: async () => {
      await emulator.close();
      emulator = await startEmulator({ state, inMemory: false, settings });
    },
    v1,
    reference,
    beta,
    advance,
    makeEval,
    makeRun,
    readRun,
    itemsOf,
    finished,
  };
}
