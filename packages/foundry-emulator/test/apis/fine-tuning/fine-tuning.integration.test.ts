import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type OpenAI from 'openai';
import { toFile } from 'openai';
import type { FineTuningJob, JobCreateParams } from 'openai/resources/fine-tuning';
import { startEmulator, type TestEmulator } from '../../../../../test/support/emulator.ts';

let state: string;
let emulator: TestEmulator;
beforeAll(async () => {
  state = mkdtempSync(path.join(tmpdir(), 'foundry-tuning-'));
  emulator = await startEmulator({ state, inMemory: false });
});
afterAll(async () => {
  await emulator.close();
  rmSync(state, { recursive: true, force: true });
});
beforeEach(() => emulator.admin('POST', 'reset'));

const v1 = () => emulator.projectV1.getOpenAIClient({ maxRetries: 0 });
const reference = () =>
  emulator.project.getOpenAIClient({
    baseURL: `${emulator.endpoints.project}/openai`,
    defaultQuery: { 'api-version': '2025-11-15-preview' },
    maxRetries: 0,
  });
const beta = async () => (await emulator.projectBeta.getOpenAIClient()) as unknown as OpenAI;

const chatLine = (answer: string) =>
  JSON.stringify({
    messages: [
      { role: 'user', content: `Recite ${answer}` },
      { role: 'assistant', content: answer },
    ],
  });
const chatLines = (count = 12) => Array.from({ length: count }, (_, at) => chatLine(`word ${at}`)).join('\n');

async function uploaded(text = chatLines(), purpose: 'fine-tune' | 'evals' = 'fine-tune'): Promise<string> {
  return (await v1().files.create({ file: await toFile(Buffer.from(text), 'training.jsonl'), purpose })).id;
}

const begin = async (more: Partial<JobCreateParams> = {}): Promise<FineTuningJob> =>
  v1().fineTuning.jobs.create({
    model: 'gpt-4o-mini',
    training_file: more.training_file ?? (await uploaded()),
    ...more,
  });

const advance = (duration: string) => emulator.admin('POST', 'clock', { advance: duration });
const script = (...rules: object[]) => emulator.admin('PUT', 'scenarios/fine-tuning', { rules });
const read = (id: string) => v1().fineTuning.jobs.retrieve(id);
const failure = (work: Promise<unknown>) =>
  work.then(
    () => expect('success').toBe('failure'),
    (error) => error,
  );

async function all<T>(pages: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const one of pages) found.push(one);
  return found;
}

describe('a job', () => {
  it('is validated, queued and trained, and creates a model', async () => {
    const validation = await uploaded(chatLines(3));
    const made = await begin({ validation_file: validation, suffix: 'support', seed: 7, metadata: { team: 'a' } });
    expect(made).toMatchObject({
      object: 'fine_tuning.job',
      status: 'validating_files',
      model: 'gpt-4o-mini',
      seed: 7,
      metadata: { team: 'a' },
      fine_tuned_model: null,
      finished_at: null,
      trained_tokens: null,
      error: null,
      result_files: [],
      validation_file: validation,
    });
    await advance('PT20S');
    const running = await read(made.id);
    expect(running).toMatchObject({ status: 'running', hyperparameters: { n_epochs: 4, batch_size: 1 } });
    // 48 steps of 2 seconds after two minutes; it began 15 seconds after it was made.
    expect(running.estimated_finish).toBe(made.created_at + 15 + 120 + 96);
    await advance('PT2M');
    const halfway = await all(v1().fineTuning.jobs.listEvents(made.id, { limit: 5 }));
    expect(halfway[0]?.message).toMatch(/^Step 2[78]\/48: training loss=\d/);
    await advance('PT2M');
    const done = await read(made.id);
    expect(done).toMatchObject({
      status: 'succeeded',
      finished_at: running.estimated_finish,
      estimated_finish: null,
      error: null,
      fine_tuned_model: expect.stringMatching(/^ft:gpt-4o-mini:local:support:[0-9a-f]{8}$/),
    });
    expect(done.trained_tokens).toBeGreaterThan(500);
    const events = await all(v1().fineTuning.jobs.listEvents(made.id));
    expect(events.slice(0, 2).map(({ message }) => message)).toEqual([
      'The job has successfully completed',
      `New fine-tuned model created: ${done.fine_tuned_model}`,
    ]);
    expect(
      events
        .toReversed()
        .map(({ message }) => message)
        .slice(0, 6),
    ).toEqual([
      `Created fine-tuning job: ${made.id}`,
      expect.stringContaining('This job is simulated'),
      `Validating training file: ${made.training_file} and validation file: ${validation}`,
      'Files validated, moving job to queued state',
      'Fine-tuning job started',
      expect.stringMatching(/^Step 1\/48: training loss=.*, validation loss=/),
    ]);
    expect(events.filter(({ type }) => type === 'metrics')).toHaveLength(48);
    const checkpoints = await all(v1().fineTuning.jobs.checkpoints.list(made.id, { limit: 3 }));
    expect(checkpoints.map(({ step_number: step }) => step)).toEqual([48, 36, 24, 12]);
    expect(checkpoints[0]).toMatchObject({
      fine_tuned_model_checkpoint: done.fine_tuned_model,
      fine_tuning_job_id: made.id,
    });
    expect(checkpoints[0]?.metrics.train_loss).toBeLessThan(Number(checkpoints[3]?.metrics.train_loss));
    const csv = await (await v1().files.content(`${done.result_files[0]}`)).text();
    expect(csv.split('\n')[0]).toContain('step,train_loss,train_mean_token_accuracy,valid_loss');
    expect(csv.trimEnd().split('\n')).toHaveLength(49);
    expect(await v1().files.retrieve(`${done.result_files[0]}`)).toMatchObject({ purpose: 'fine-tune-results' });
  });

  it('deploys a model that answers', async () => {
    const { id } = await begin();
    await advance('PT1H');
    const model = `${(await read(id)).fine_tuned_model}`;
    expect(await emulator.projectV1.deployments.get(model)).toMatchObject({ modelName: model });
    const ask = (asked: string, input: string) => v1().responses.create({ model: asked, input });
    expect(await ask(model, 'Recite word 3')).toMatchObject({ model, status: 'completed', output_text: 'word 3' });
    expect((await ask('gpt-4o-mini', 'Recite word 3')).output_text).not.toBe('word 3');
    expect((await ask(model, 'Tell me of the sea')).output_text).toBe(
      (await ask('gpt-4o-mini', 'Tell me of the sea')).output_text,
    );
    const again = await begin({ model });
    await advance('PT1H');
    expect((await read(again.id)).fine_tuned_model).toMatch(/^ft:gpt-4o-mini:local::/);
  });

  it('is the same through every client and spelling', async () => {
    const { id } = await begin();
    for (const client of [v1(), reference(), await beta(), emulator.azureOpenAI]) {
      expect(await client.fineTuning.jobs.retrieve(id)).toMatchObject({ id, status: 'validating_files' });
      expect((await all(client.fineTuning.jobs.list())).map((job) => job.id)).toEqual([id]);
      expect(await all(client.fineTuning.jobs.listEvents(id))).toHaveLength(3);
      expect(await all(client.fineTuning.jobs.checkpoints.list(id))).toEqual([]);
    }
    expect((await emulator.request(`/openai/fine-tuning/jobs/${id}`)).status).toBe(200);
    expect((await emulator.request(`/openai/fine_tuning/jobs/${id}`)).status).toBe(200);
  });

  it('of dpo and of reinforcement uses its own method and data format', async () => {
    const answer = (content: string) => [{ role: 'assistant', content }];
    const input = { messages: [{ role: 'user', content: 'Hi' }] };
    const preferences = Array.from({ length: 10 }, () =>
      JSON.stringify({ input, preferred_output: answer('Yes'), non_preferred_output: answer('No') }),
    );
    const dpo = await begin({
      training_file: await uploaded(preferences.join('\n')),
      method: { type: 'dpo', dpo: { hyperparameters: { beta: 0.2, n_epochs: 2 } } },
    });
    const tasks = Array.from({ length: 10 }, (_, at) => JSON.stringify({ ...input, answer: `${at}` }));
    const grader = {
      type: 'string_check' as const,
      name: 'right',
      operation: 'eq' as const,
      input: '{{sample.output_text}}',
      reference: '{{item.answer}}',
    };
    const reinforced = await begin({
      model: 'o4-mini-2025-04-16',
      training_file: await uploaded(tasks.join('\n')),
      validation_file: await uploaded(tasks.slice(0, 3).join('\n')),
      method: { type: 'reinforcement', reinforcement: { grader, hyperparameters: { n_epochs: 2 } } },
    });
    await advance('PT1H');
    expect(await read(dpo.id)).toMatchObject({
      status: 'succeeded',
      method: { type: 'dpo', dpo: { hyperparameters: { beta: 0.2, n_epochs: 2, batch_size: 1 } } },
    });
    expect(await read(reinforced.id)).toMatchObject({
      status: 'succeeded',
      method: { type: 'reinforcement', reinforcement: { grader, hyperparameters: { n_epochs: 2, eval_samples: 5 } } },
    });
    const events = await all(v1().fineTuning.jobs.listEvents(reinforced.id));
    expect(events.find(({ type }) => type === 'metrics')?.data).toMatchObject({
      train_mean_reward: expect.any(Number),
    });
  });
});

describe('a job whose file cannot be used', () => {
  it('fails with the lines and reasons, in its error and its events', async () => {
    const { id, training_file } = await begin({
      training_file: await uploaded([chatLines(10), '{"messages": 5}', chatLine('x').slice(0, 20)].join('\n')),
    });
    await advance('PT20S');
    const failed = await read(id);
    expect(failed).toMatchObject({
      status: 'failed',
      error: {
        code: 'invalid_training_file',
        param: 'training_file',
        message: expect.stringContaining('Line 11: messages must be a list of messages.'),
      },
    });
    const events = await all(v1().fineTuning.jobs.listEvents(id));
    expect(events.filter(({ level }) => level === 'error').map(({ data }) => data)).toEqual([
      undefined,
      { file_id: training_file, line: 12 },
      { file_id: training_file, line: 11 },
    ]);
  });

  it('fails for too few examples, an invalid validation file, and a deleted file', async () => {
    const few = await begin({ training_file: await uploaded(chatLines(9)) });
    const invalid = await begin({ validation_file: await uploaded('{}') });
    const gone = await begin();
    await v1().files.delete(gone.training_file);
    await advance('PT20S');
    expect((await read(few.id)).error).toMatchObject({ code: 'invalid_n_examples' });
    expect((await read(invalid.id)).error).toMatchObject({ code: 'invalid_validation_file', param: 'validation_file' });
    expect((await read(gone.id)).error?.message).toContain('was deleted before it could be read');
  });

  it('of reinforcement is refused without validation data', async () => {
    const method = {
      type: 'reinforcement' as const,
      reinforcement: { grader: { type: 'python' as const, name: 'p', source: 'def grade(sample, item): return 1' } },
    };
    const error = await failure(begin({ model: 'o4-mini', method }));
    expect(error).toMatchObject({ status: 400, param: 'validation_file' });
  });

  it('of reinforcement fails for a line without what its grader reads', async () => {
    const line = JSON.stringify({ messages: [{ role: 'user', content: 'Hi' }] });
    const { id } = await begin({
      model: 'o4-mini',
      training_file: await uploaded(Array(10).fill(line).join('\n')),
      validation_file: await uploaded(line),
      method: {
        type: 'reinforcement',
        reinforcement: { grader: { type: 'python', name: 'p', source: 'def grade(sample, item): return 1' } },
      },
    });
    const strict = await begin({
      model: 'o4-mini',
      training_file: await uploaded(Array(10).fill(line).join('\n')),
      validation_file: await uploaded(line),
      method: {
        type: 'reinforcement',
        reinforcement: {
          grader: { type: 'string_check', name: 's', operation: 'eq', input: 'x', reference: '{{item.answer}}' },
        },
      },
    });
    await advance('PT20S');
    expect((await read(id)).status).toBe('running');
    expect((await read(strict.id)).error?.message).toContain('answer is missing, which the grader reads');
  });
});

describe('a request is refused', () => {
  const post = async (more: object) => failure(begin(more as Partial<JobCreateParams>));

  it.each<[string, object, string, string]>([
    ['a model that is none', { model: 'gpt-99' }, 'model', 'cannot be fine-tuned'],
    ['a tuned model that is none', { model: 'ft:gpt-4o-mini:local::0' }, 'model', 'cannot be fine-tuned'],
    ['a file that is none', { training_file: 'file-none' }, 'training_file', 'There is no file file-none'],
    ['a validation file that is none', { validation_file: 'file-none' }, 'validation_file', 'There is no file'],
    ['a suffix of 65 characters', { suffix: 'x'.repeat(65) }, 'suffix', '64'],
    ['a negative seed', { seed: -1 }, 'seed', 'from 0 to 2147483647'],
    ['two methods', { method: { type: 'dpo', dpo: {}, supervised: {} } }, 'method.supervised', 'a job has one method'],
    [
      'a method beside hyperparameters',
      { method: { type: 'supervised' }, hyperparameters: { n_epochs: 1 } },
      'hyperparameters',
      'both given',
    ],
    ['too many epochs', { hyperparameters: { n_epochs: 51 } }, 'hyperparameters.n_epochs', 'from 1 to 50'],
    [
      'a beta out of range',
      { method: { type: 'dpo', dpo: { hyperparameters: { beta: 5 } } } },
      'method.dpo.hyperparameters.beta',
      'at most 2',
    ],
    [
      'reinforcement of a model that does not reason',
      {
        method: {
          type: 'reinforcement',
          reinforcement: { grader: { type: 'python', name: 'p', source: 'def grade(s, i): return 1' } },
        },
      },
      'method.type',
      'cannot be tuned by reinforcement',
    ],
    [
      'a grader that cannot work',
      {
        model: 'o4-mini',
        method: { type: 'reinforcement', reinforcement: { grader: { type: 'python', name: 'p', source: '' } } },
      },
      'method.reinforcement.grader.source',
      'must define',
    ],
    [
      'a grader of a type that tunes nothing',
      { model: 'o4-mini', method: { type: 'reinforcement', reinforcement: { grader: { type: 'label_model' } } } },
      'method.reinforcement.grader.type',
      'string_check, text_similarity, score_model, python, multi are',
    ],
    [
      'an integration without a project',
      { integrations: [{ type: 'wandb', wandb: {} }] },
      'integrations[0].wandb.project',
      'project',
    ],
  ])('for %s', async (_, more, param, message) => {
    const error = await post(more);
    expect(error).toMatchObject({ status: 400, param });
    expect(error.message).toContain(message);
  });

  it('for a file of another purpose, and for the same file twice', async () => {
    expect(await post({ training_file: await uploaded(chatLines(), 'evals') })).toMatchObject({
      status: 400,
      param: 'training_file',
    });
    const file = await uploaded();
    expect(await post({ training_file: file, validation_file: file })).toMatchObject({
      status: 400,
      param: 'validation_file',
    });
  });

  it('for a job that does not exist', async () => {
    expect(await failure(read('ftjob-none'))).toMatchObject({ status: 404 });
    expect(await failure(v1().fineTuning.jobs.cancel('ftjob-none'))).toMatchObject({ status: 404 });
    expect(await failure(all(v1().fineTuning.jobs.listEvents('ftjob-none')))).toMatchObject({ status: 404 });
    expect(await failure(all(v1().fineTuning.jobs.list({ after: 'ftjob-none' })))).toMatchObject({
      status: 400,
      param: 'after',
    });
  });

  it('when twenty jobs are queued, with the time to wait', async () => {
    const file = await uploaded();
    for (let at = 0; at < 20; at++) await begin({ training_file: file });
    const error = await failure(begin({ training_file: file }));
    expect(error).toMatchObject({ status: 429 });
    expect(error.headers.get('retry-after')).toBe('60');
  });
});

describe('a job can be', () => {
  it('cancelled once, at any time before its end', async () => {
    const { id } = await begin();
    expect(await v1().fineTuning.jobs.cancel(id)).toMatchObject({ status: 'cancelled', fine_tuned_model: null });
    expect(await failure(v1().fineTuning.jobs.cancel(id))).toMatchObject({ status: 400 });
    await advance('P1D');
    expect(await read(id)).toMatchObject({ status: 'cancelled', result_files: [] });
    const later = await begin();
    await advance('PT1M');
    expect(await v1().fineTuning.jobs.cancel(later.id)).toMatchObject({ status: 'cancelled', estimated_finish: null });
    expect((await all(v1().fineTuning.jobs.listEvents(later.id)))[0]?.message).toBe('Fine-tuning job cancelled');
  });

  it('paused and resumed, and ends later by the pause', async () => {
    const { id } = await begin();
    expect(await failure(v1().fineTuning.jobs.pause(id))).toMatchObject({ status: 400 });
    await advance('PT30S');
    const before = await read(id);
    expect(await v1().fineTuning.jobs.pause(id)).toMatchObject({ status: 'paused', estimated_finish: null });
    const events = (await all(v1().fineTuning.jobs.listEvents(id))).length;
    await advance('PT5H');
    expect((await read(id)).status).toBe('paused');
    expect(await all(v1().fineTuning.jobs.listEvents(id))).toHaveLength(events);
    expect(await failure(v1().fineTuning.jobs.pause(id))).toMatchObject({ status: 400 });
    const resumed = await v1().fineTuning.jobs.resume(id);
    expect(resumed.status).toBe('running');
    expect(Number(resumed.estimated_finish) - Number(before.estimated_finish)).toBeGreaterThanOrEqual(5 * 3600);
    expect(Number(resumed.estimated_finish) - Number(before.estimated_finish)).toBeLessThan(5 * 3600 + 60);
    expect(await failure(v1().fineTuning.jobs.resume(id))).toMatchObject({ status: 400 });
    await advance('PT5M');
    expect((await read(id)).status).toBe('succeeded');
  });
});

describe('three jobs run at once', () => {
  it('and others are queued in order', async () => {
    const file = await uploaded();
    const ids: string[] = [];
    for (let at = 0; at < 5; at++) ids.push((await begin({ training_file: file })).id);
    const statuses = async () => {
      const seen: string[] = [];
      for (const id of ids) seen.push((await read(id)).status);
      return seen;
    };
    await advance('PT20S');
    expect(await statuses()).toEqual(['running', 'running', 'running', 'queued', 'queued']);
    await v1().fineTuning.jobs.pause(`${ids[0]}`);
    expect(await statuses()).toEqual(['paused', 'running', 'running', 'running', 'queued']);
    expect((await v1().fineTuning.jobs.resume(`${ids[0]}`)).status).toBe('queued');
    await v1().fineTuning.jobs.cancel(`${ids[1]}`);
    expect(await statuses()).toEqual(['running', 'cancelled', 'running', 'running', 'queued']);
    await advance('PT1H');
    expect(await statuses()).toEqual(['succeeded', 'cancelled', 'succeeded', 'succeeded', 'succeeded']);
    expect((await all(v1().fineTuning.jobs.list({ limit: 2 }))).map(({ id }) => id)).toEqual(ids.toReversed());
  });
});

describe('a scenario', () => {
  it('lets jobs fail, stall, show an unknown status, or take longer', async () => {
    await script(
      {
        match: { suffix: 'fails' },
        outcome: {
          kind: 'fail',
          at: 0.5,
          duration: 'PT2H',
          error: { code: 'gpu_lost', message: 'The GPU went away.' },
        },
      },
      { match: { metadata: { test: 'stall' } }, outcome: { kind: 'stall', at: 0.25, duration: 'PT1H' } },
      {
        match: { suffix: 'odd' },
        times: 1,
        outcome: { kind: 'status', status: 'gremlins', lasting: 'PT1H', duration: 'PT1H' },
      },
    );
    const file = await uploaded();
    const fails = await begin({ training_file: file, suffix: 'fails' });
    const stalls = await begin({ training_file: file, metadata: { test: 'stall', other: 'x' } });
    const odd = await begin({ training_file: file, suffix: 'odd' });
    await advance('PT59M');
    expect((await read(fails.id)).status).toBe('running');
    expect((await read(odd.id)).status).toBe('gremlins');
    await advance('PT2M');
    expect(await read(fails.id)).toMatchObject({
      status: 'failed',
      error: { code: 'gpu_lost', message: 'The GPU went away.', param: null },
    });
    const seen = (await all(v1().fineTuning.jobs.listEvents(stalls.id))).length;
    await advance('P3D');
    expect((await read(stalls.id)).status).toBe('running');
    expect(await all(v1().fineTuning.jobs.listEvents(stalls.id))).toHaveLength(seen);
    expect((await read(odd.id)).status).toBe('succeeded');
    const plain = await begin({ training_file: file, suffix: 'odd' });
    await advance('PT1H');
    expect((await read(plain.id)).status).toBe('succeeded');
  });

  it('is shown, refused with the invalid field, and reset', async () => {
    await script({ outcome: { kind: 'fail' } });
    expect(await emulator.admin('GET', 'scenarios/fine-tuning')).toMatchObject({
      rules: [{ outcome: { kind: 'fail', at: 0.5 } }],
    });
    const refused = await emulator.admin<{ error: { message: string } }>('PUT', 'scenarios/fine-tuning', {
      rules: [{ outcome: { kind: 'explode' } }],
    });
    expect(refused.error.message).toContain('rules[0].outcome.kind');
    await emulator.admin('DELETE', 'scenarios/fine-tuning');
    expect(await emulator.admin('GET', 'scenarios/fine-tuning')).toEqual({ rules: [] });
    expect(await emulator.admin<{ error: { message: string } }>('GET', 'scenarios/weather')).toMatchObject({
      error: { message: expect.stringMatching(/scenarios\/.*fine-tuning/) },
    });
  });
});

describe('jobs over a restart', () => {
  it('continue in validation, in training and in the queue', async () => {
    const file = await uploaded();
    const ids: string[] = [];
    for (let at = 0; at < 4; at++) ids.push((await begin({ training_file: file })).id);
    await advance('PT20S');
    ids.push((await begin({ training_file: file })).id);
    await emulator.close();
    emulator = await startEmulator({ state, inMemory: false });
    const events = await all(v1().fineTuning.jobs.listEvents(`${ids[0]}`));
    await advance('PT1H');
    for (const id of ids)
      expect(await read(id)).toMatchObject({ status: 'succeeded', result_files: [expect.any(String)] });
    const after = await all(v1().fineTuning.jobs.listEvents(`${ids[0]}`));
    expect(after.slice(after.length - events.length)).toEqual(events);
    const results = await all(v1().files.list({ purpose: 'fine-tune-results' }));
    expect(results).toHaveLength(5);
    const model = `${(await read(`${ids[0]}`)).fine_tuned_model}`;
    await emulator.close();
    emulator = await startEmulator({ state, inMemory: false });
    expect((await emulator.projectV1.deployments.get(model)).name).toBe(model);
  });
});

it('are shown as by Azure OpenAI with a setting', async () => {
  await emulator.close();
  emulator = await startEmulator({
    state,
    inMemory: false,
    settings: { FOUNDRY_FINE_TUNING_STYLE: 'azure', FOUNDRY_FINE_TUNING_SECONDS: '600' },
  });
  const file = await uploaded();
  const ids: string[] = [];
  for (let at = 0; at < 4; at++) ids.push((await begin({ training_file: file })).id);
  await advance('PT20S');
  expect(await read(`${ids[3]}`)).toMatchObject({ status: 'pending', organization_id: null, result_files: null });
  const first = await read(`${ids[0]}`);
  expect(first.estimated_finish).toBe(first.created_at + 615);
});
