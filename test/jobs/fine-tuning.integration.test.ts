import { runContextOf } from '../../shared/jobs/activities/job-services.ts';
import { type AcceptServices, acceptJob } from '../../shared/jobs/api/accept-job.ts';
import { uploadOnce } from '../../shared/jobs/contract/upload-once.ts';
import { listEvents } from '../../shared/jobs/store/job-events.ts';
import { chatRows, JobHarness } from '../support/job-harness.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

let world: JobHarness;
beforeAll(async () => {
  world = await JobHarness.start({ FOUNDRY_FINE_TUNING_SECONDS: '7200' });
  await world.blob('training-data/good.jsonl', chatRows(40));
  await world.blob('training-data/validation.jsonl', chatRows(12));
});
afterAll(() => world.stop());
afterEach(async () => {
  await world.emulator.admin('DELETE', 'faults');
  await world.emulator.admin('DELETE', 'scenarios/fine-tuning');
  await world.announcements();
});

let count = 0;
/** A request of its own for each test: the same one twice would be the same job. */
const request = (changes: object = {}) => {
  count += 1;
  return { model: 'gpt-4o-mini', training: 'training-data/good.jsonl', suffix: `test-${count}`, ...changes };
};
const script = (outcome: object) => world.emulator.admin('PUT', 'scenarios/fine-tuning', { rules: [{ outcome }] });
const serviceJobs = async (key: string) => {
  const found = [];
  for await (const job of world.openai.fineTuning.jobs.list())
    if (job.metadata?.idempotencyKey === key) found.push(job);
  return found;
};
const filesLeft = async (key: string) => {
  const found = [];
  for await (const file of world.openai.files.list()) if (file.filename.startsWith(key)) found.push(file.filename);
  return found;
};

describe('a fine-tuning job', () => {
  it('is carried from a blob to a model, with its losses, checkpoints and report', async () => {
    const job = await world.run('fine-tuning', request({ validation: 'training-data/validation.jsonl' }));
    expect(job).toMatchObject({ state: 'succeeded', serviceStatus: 'succeeded', subject: 'gpt-4o-mini' });

    const result = await world.result(job.id);
    expect(result).toMatchObject({
      job: { id: job.id, state: 'succeeded', results: { report: `results/${job.id}/report.md` } },
      fineTunedModel: expect.stringMatching(/^ft:gpt-4o-mini:/),
      trainedTokens: expect.any(Number),
      checkpoints: expect.arrayContaining([expect.objectContaining({ step: expect.any(Number) })]),
      resultFiles: [expect.stringMatching(/^service\/file-.*csv$/)],
    });
    const report = await world.files.read(job.id, 'report.md');
    expect(report).toContain('![loss by step](loss.svg)');
    expect(report).toMatch(/\| Steps \| \d+ \|/);
    expect(await world.files.read(job.id, 'loss.svg')).toContain('>validation<');
    const metrics = (await world.files.read(job.id, 'metrics.jsonl'))?.trim().split('\n') ?? [];
    expect(JSON.parse(metrics.at(-1) ?? '')).toMatchObject({
      step: expect.any(Number),
      train_loss: expect.any(Number),
    });
    expect(await filesLeft(job.id)).toEqual([]);
  });

  it('announces every change of its state once, in order', async () => {
    const job = await world.run('fine-tuning', request());
    const messages = await world.announcements();
    expect(messages.map(({ type }) => type)).toEqual(
      ['accepted', 'preparing', 'running', 'collecting', 'succeeded'].map((state) => `foundry-functions.job.${state}`),
    );
    expect(messages.map(({ id }) => id)).toEqual([1, 2, 3, 4, 5].map((sequence) => `${job.id}/${sequence}`));
    expect(messages.at(-1)).toMatchObject({ specversion: '1.0', subject: job.id, data: { state: 'succeeded' } });
  });

  it('mirrors the events of the service to the log and to its own list, once each', async () => {
    const job = await world.run('fine-tuning', request());
    const { events } = await listEvents(world.services.eventsTable, job.id, { limit: 1000 });
    const said = events.filter(({ source }) => source === 'service');
    expect(said.length).toBeGreaterThan(20);
    expect(new Set(said.map(({ id }) => id)).size).toBe(said.length);
    expect(said[0]?.message).toMatch(/^Created fine-tuning job/);
    expect(said.at(-1)?.message).toBe('The job has successfully completed');
    for (const { message } of said) {
      expect(world.logged.filter((line) => line.endsWith(`${job.id}: ${message}`))).toHaveLength(1);
    }
  });

  it('asks the service some tens of times in two hours, and not hundreds', async () => {
    await world.emulator.admin('POST', 'reset');
    await world.run('fine-tuning', request());
    const reads = await world.calls('FineTuning_RetrieveFineTuningJob');
    const events = await world.calls('FineTuning_ListFineTuningEvents');
    expect(reads + events).toBeLessThan(80);
  });

  it('passes on the settings of its method', async () => {
    await world.blob(
      'training-data/preferences.jsonl',
      `${JSON.stringify({
        input: { messages: [{ role: 'user', content: 'hi' }] },
        preferred_output: [{ role: 'assistant', content: 'Hello!' }],
        non_preferred_output: [{ role: 'assistant', content: 'What?' }],
      })}\n`.repeat(12),
    );
    const method = { type: 'dpo', dpo: { hyperparameters: { beta: 0.2, n_epochs: 2 } } };
    const job = await world.run(
      'fine-tuning',
      request({ training: 'training-data/preferences.jsonl', method, seed: 42 }),
    );
    expect(job.state).toBe('succeeded');
    expect(await serviceJobs(job.id)).toEqual([
      expect.objectContaining({
        seed: 42,
        method: { type: 'dpo', dpo: { hyperparameters: expect.objectContaining({ beta: 0.2, n_epochs: 2 }) } },
      }),
    ]);
  });

  it('keeps its uploaded files when that is wished', async () => {
    const job = await world.run('fine-tuning', request({ keepFiles: true }));
    expect(await filesLeft(job.id)).toEqual([`${job.id}.training.jsonl`]);
  });
});

describe('an upload', () => {
  it('needs little memory, however large the file, and is made once', async () => {
    const megabyte = Buffer.alloc(1024 * 1024, 'x');
    let held = 0;
    async function* bytes() {
      for (let at = 0; at < 300; at++) {
        held = Math.max(held, process.memoryUsage().arrayBuffers);
        yield megabyte;
      }
    }
    const tools = runContextOf(world.services, { id: 'ft-large', acceptedAt: Date.now() });
    const upload = { role: 'data', purpose: 'evals', source: 'a test', bytes, size: 300 * megabyte.length } as const;
    const before = process.memoryUsage().arrayBuffers;
    const id = await uploadOnce(upload, tools);
    expect((await world.openai.files.retrieve(id)).bytes).toBe(300 * megabyte.length);
    expect(held - before).toBeLessThan(150_000_000);
    expect(await uploadOnce(upload, tools)).toBe(id);
    // A file of another size is incomplete and is replaced.
    expect(await uploadOnce({ ...upload, size: 7 }, tools)).not.toBe(id);
    expect(await filesLeft('ft-large')).toHaveLength(1);
  });
});

describe('the same request sent again', () => {
  it('finds the first job, while it runs and after it', async () => {
    const body = request();
    const first = await world.accept('fine-tuning', body);
    expect(await world.accept('fine-tuning', body)).toMatchObject({ id: first.id });
    await world.carry(first.id);
    expect(await world.accept('fine-tuning', body)).toMatchObject({ id: first.id, state: 'succeeded' });
    expect(await serviceJobs(first.id)).toHaveLength(1);
  });

  it('is another job when the data has changed', async () => {
    await world.blob('training-data/changing.jsonl', chatRows(20));
    const body = request({ training: 'training-data/changing.jsonl' });
    const first = await world.accept('fine-tuning', body);
    await world.blob('training-data/changing.jsonl', chatRows(21));
    expect((await world.accept('fine-tuning', body)).id).not.toBe(first.id);
    await world.carry(first.id);
    expect(await world.record(first.id)).toMatchObject({ state: 'failed', reason: { code: 'data_changed' } });
  });

  it('is the same job under the same key, and refused with another request', async () => {
    const body = request();
    const first = await world.accept('fine-tuning', body, 'my key');
    expect((await world.accept('fine-tuning', body, 'my key')).id).toBe(first.id);
    await expect(world.accept('fine-tuning', request(), 'my key')).rejects.toMatchObject({ code: 'key_reused' });
    expect((await world.accept('fine-tuning', body, 'another key')).id).not.toBe(first.id);
  });
});

describe('a request whose acceptance was cut off', () => {
  it('is accepted to the end when it is sent again', async () => {
    const body = request();
    const start = world.services.start;
    const cut: AcceptServices = { ...world.services, start: () => Promise.reject(new Error('the process died')) };
    const asked = { kind: 'fine-tuning', body, key: 'cut off' };
    await expect(acceptJob(asked, cut)).rejects.toThrow('the process died');
    const { record, isNew } = await acceptJob(asked, { ...world.services, start });
    expect(isNew).toBe(false);
    await world.carry(record.id);
    expect(await world.record(record.id)).toMatchObject({ state: 'succeeded' });
  });

  it('is accepted to the end even when its request was not kept yet', async () => {
    const body = request();
    const files = { ...world.files, write: () => Promise.reject(new Error('the process died')) };
    const cut: AcceptServices = { ...world.services, context: { ...world.services.context, files } };
    const asked = { kind: 'fine-tuning', body };
    await expect(acceptJob(asked, cut)).rejects.toThrow('the process died');
    const { record } = await acceptJob(asked, world.services);
    await world.carry(record.id);
    expect(await world.record(record.id)).toMatchObject({ state: 'succeeded' });
  });

  it('does not take over what another request under the same key has begun', async () => {
    const [first, second] = await Promise.allSettled(
      [request(), request()].map((body) => acceptJob({ kind: 'fine-tuning', body, key: 'both' }, world.services)),
    );
    const outcomes = [first, second].map((one) => (one?.status === 'rejected' ? one.reason.code : 'accepted'));
    expect(outcomes.toSorted()).toEqual(['accepted', 'key_reused']);
  });
});

describe('what goes wrong at the service', () => {
  it.each([
    ['429 with Retry-After', { status: 429, retryAfter: 90, times: 2 }],
    ['429 without', { status: 429, times: 2 }],
    ['408', { status: 408, times: 1 }],
    ['500', { status: 500, times: 3 }],
    ['a connection dropped before the effect', { drop: 'before', times: 1 }],
    ['a connection dropped after the effect', { drop: 'after', times: 1 }],
    ['a 500 although it was created', { status: 500, afterEffect: true, times: 1 }],
  ])('does not make a second job, nor fail it: %s at the create', async (_name, fault) => {
    await world.faults({ operation: 'FineTuning_CreateFineTuningJob', ...fault });
    const job = await world.run('fine-tuning', request());
    expect(job.state).toBe('succeeded');
    expect(await serviceJobs(job.id)).toHaveLength(1);
  });

  it.each([
    ['reading the job', 'FineTuning_RetrieveFineTuningJob'],
    ['reading its events', 'FineTuning_ListFineTuningEvents'],
    ['reading its checkpoints', 'FineTuning_ListFineTuningJobCheckpoints'],
    ['uploading its file', 'Files_UploadFile'],
    ['looking for an earlier job', 'FineTuning_ListPaginatedFineTuningJobs'],
    ['deleting its files', 'Files_DeleteFile'],
  ])('does not fail the job while %s', async (_name, operation) => {
    await world.faults({ operation, status: 503, times: 2 }, { operation, drop: 'after', times: 1 });
    const job = await world.run('fine-tuning', request());
    expect(job.state).toBe('succeeded');
    expect(await serviceJobs(job.id)).toHaveLength(1);
    expect(await filesLeft(job.id)).toEqual([]);
  });

  it.each([
    [401, 'unauthorized', /AZURE_CLIENT_ID/],
    [403, 'forbidden', /Foundry User/],
    [404, 'not_found', /FOUNDRY_PROJECT_ENDPOINT/],
  ])('ends the job with the remedy when it is a %s', async (status, code, remedy) => {
    await world.faults({ operation: 'FineTuning_RetrieveFineTuningJob', status });
    const job = await world.run('fine-tuning', request());
    expect(job).toMatchObject({ state: 'failed', reason: { code, message: expect.stringMatching(remedy) } });
  });

  it('is told when the training fails', async () => {
    await script({ kind: 'fail', at: 0.3, error: { code: 'out_of_luck', message: 'No luck today.' } });
    const job = await world.run('fine-tuning', request());
    expect(job).toMatchObject({
      state: 'failed',
      reason: { code: 'out_of_luck', message: expect.stringContaining('No luck today.') },
    });
    expect(await world.files.read(job.id, 'loss.svg')).toContain('<svg');
  });

  it('waits and warns when the status is unknown', async () => {
    await script({ kind: 'status', status: 'meditating', at: 0.5, lasting: 'PT1H' });
    const job = await world.run('fine-tuning', request());
    expect(job.state).toBe('succeeded');
    expect(world.logged).toContainEqual(expect.stringMatching(`warn ${job.id}: the service says "meditating"`));
  });
});

describe('the deadlines', () => {
  it('end a job that stands still, and cancel it at the service', async () => {
    await script({ kind: 'stall', at: 0.2 });
    const job = await world.run('fine-tuning', request({ deadlines: { noProgress: 'PT3H' } }));
    expect(job).toMatchObject({ state: 'failed', reason: { code: 'no_progress' }, serviceStatus: 'cancelled' });
    expect(await serviceJobs(job.id)).toEqual([expect.objectContaining({ status: 'cancelled' })]);
  });

  it('end a job that takes too long, and leave it running when that is wished', async () => {
    const job = await world.run('fine-tuning', request({ deadlines: { total: 'PT30M' }, onDeadline: 'leave' }));
    expect(job).toMatchObject({ state: 'failed', reason: { code: 'deadline_exceeded' } });
    expect(await serviceJobs(job.id)).toEqual([expect.objectContaining({ status: 'running' })]);
    // What still runs still needs its file.
    expect(await filesLeft(job.id)).toHaveLength(1);
  });
});

describe('cancel, pause and resume', () => {
  it('cancels at the service, at once and confirmed', async () => {
    const { id } = await world.accept('fine-tuning', request());
    const { at, steps } = await world.carry(id, [{ after: 40 * MINUTE, do: () => world.wish(id, 'cancel') }]);
    expect(await world.record(id)).toMatchObject({ state: 'cancelled', serviceStatus: 'cancelled' });
    expect(at - Date.parse(`${steps[0]?.history[0]?.Timestamp}`)).toBeLessThan(42 * MINUTE);
    const states = (await world.announcements()).map(({ type }) => type.split('.').at(-1));
    expect(states).toEqual(['accepted', 'preparing', 'running', 'cancelling', 'collecting', 'cancelled']);
  });

  it('cancels before anything was made, and leaves nothing behind', async () => {
    const { id } = await world.accept('fine-tuning', request());
    await world.wish(id, 'cancel');
    await world.carry(id);
    expect(await world.record(id)).toMatchObject({ state: 'cancelled' });
    expect(await serviceJobs(id)).toEqual([]);
    expect(await filesLeft(id)).toEqual([]);
  });

  it('cancels what may have been made although its answer got lost', async () => {
    await world.faults({ operation: 'FineTuning_CreateFineTuningJob', drop: 'after', times: 1 });
    const { id } = await world.accept('fine-tuning', request());
    await world.carry(id, [{ after: 100, do: () => world.wish(id, 'cancel') }]);
    expect(await world.record(id)).toMatchObject({ state: 'cancelled' });
    expect(await serviceJobs(id)).toEqual([expect.objectContaining({ status: 'cancelled' })]);
  });

  it('pauses and resumes, as the service confirms', async () => {
    const { id } = await world.accept('fine-tuning', request({ deadlines: { noProgress: 'PT90M' } }));
    const { output } = await world.carry(id, [
      { after: 30 * MINUTE, do: () => world.wish(id, 'pause') },
      { after: 5 * HOUR, do: () => world.wish(id, 'resume') },
    ]);
    expect(output).toEqual({ state: 'succeeded' });
    const states = (await world.announcements()).map(({ type }) => type.split('.').at(-1));
    expect(states).toEqual([
      'accepted',
      'preparing',
      'running',
      'pausing',
      'paused',
      'running',
      'collecting',
      'succeeded',
    ]);
  });

  it('pauses as soon as the service lets it', async () => {
    const { id } = await world.accept('fine-tuning', request());
    await world.carry(id, [
      // Files are still being validated then.
      { after: 1_000, do: () => world.wish(id, 'pause') },
      { after: 3 * HOUR, do: () => world.wish(id, 'resume') },
    ]);
    const states = (await world.announcements()).map(({ type }) => type.split('.').at(-1));
    expect(states).toContain('paused');
    expect(states.at(-1)).toBe('succeeded');
  });
});

describe('steps that are delivered twice', () => {
  it('do everything once, even at the same time', async () => {
    const { id } = await world.accept('fine-tuning', request());
    const { runActivity } = await import('../../shared/jobs/activities/run-activity.ts');
    const job = world.started.find((one) => one.id === id);
    if (job === undefined) throw new Error('not started');
    await runActivity(job, world.services);
    const twice = await Promise.all([
      runActivity({ ...job, nextActivity: 'prepare' }, world.services),
      runActivity({ ...job, nextActivity: 'prepare' }, world.services),
    ]);
    const [prepared] = twice;
    const files = prepared?.kind === 'prepared' ? prepared.files : {};
    const answers = await Promise.all(
      [1, 2, 3].map(() => runActivity({ ...job, nextActivity: 'create', files }, world.services)),
    );
    expect(answers.filter(({ kind }) => kind === 'created')).toHaveLength(1);
    expect(answers.filter(({ kind }) => kind === 'retry')).toHaveLength(2);
    expect(await serviceJobs(id)).toHaveLength(1);
    await world.carry(id);
    expect(await world.record(id)).toMatchObject({ state: 'succeeded' });
    expect(await serviceJobs(id)).toHaveLength(1);
    expect(await filesLeft(id)).toEqual([]);
    const messages = (await world.announcements()).filter(({ subject }) => subject === id);
    expect(new Set(messages.map(({ id: name }) => name)).size).toBe(5);
  });
});

describe('bad input', () => {
  it.each([
    ['a blob that is missing', { training: 'training-data/none.jsonl' }, 'blob_not_found', /training-data\/none.jsonl/],
    ['a container that is missing', { training: 'no-such-container/x.jsonl' }, 'blob_not_found', /no-such-container/],
    [
      'a container that jobs may not read',
      { training: 'azure-webjobs-secrets/host.json' },
      'container_not_allowed',
      /azure-webjobs-secrets.*jobs\.containers/,
    ],
    ['a file that is empty', { training: 'training-data/empty.jsonl' }, 'file_empty', /empty/],
  ])('is refused at once: %s', async (_name, changes, code, message) => {
    await (await world.storage.container('training-data')).getBlockBlobClient('empty.jsonl').upload('', 0);
    await expect(world.accept('fine-tuning', request(changes))).rejects.toMatchObject({
      code,
      status: 422,
      message: expect.stringMatching(message),
    });
  });

  it('fails the job with one sentence when there is no such base model', async () => {
    const job = await world.run('fine-tuning', request({ model: 'gpt-none' }));
    expect(job).toMatchObject({
      state: 'failed',
      reason: {
        code: 'model_not_found',
        message: expect.stringMatching(/^There is no base model "gpt-none" [^.]*\.$/),
      },
    });
  });

  it.each([
    ['malformed JSONL', `${chatRows(11)}{"messages": [\n`, /line 12 is not valid JSON/],
    ['a row that does not fit', `${chatRows(11)}{"messages": []}\n`, /line 12: messages is empty/],
    ['too few examples', chatRows(9), /9 examples; the service needs 10/],
  ])('fails the job and leaves nothing at the service: %s', async (name, text, message) => {
    const training = `training-data/${name.replace(/\W/g, '-').toLowerCase()}.jsonl`;
    await world.blob(training, text);
    const job = await world.run('fine-tuning', request({ training }));
    expect(job).toMatchObject({
      state: 'failed',
      reason: { code: 'invalid_data', message: expect.stringMatching(message) },
    });
    expect(await filesLeft(job.id)).toEqual([]);
    expect(await serviceJobs(job.id)).toEqual([]);
  });

  it('fails the job and leaves nothing at the service: a validation file that is wrong', async () => {
    await world.blob('training-data/bad-validation.jsonl', 'nonsense\n');
    const job = await world.run('fine-tuning', request({ validation: 'training-data/bad-validation.jsonl' }));
    expect(job.reason?.message).toMatch(
      /validation file training-data\/bad-validation.jsonl .* line 1 is not valid JSON/,
    );
    expect(await filesLeft(job.id)).toEqual([]);
  });

  it('fails the job and leaves nothing at the service: an unknown model', async () => {
    const job = await world.run('fine-tuning', request({ model: 'gpt-99' }));
    expect(job).toMatchObject({
      state: 'failed',
      reason: { code: 'model_not_found', message: expect.stringMatching(/gpt-99/) },
    });
    expect(await filesLeft(job.id)).toEqual([]);
    expect(await serviceJobs(job.id)).toEqual([]);
  });
});
