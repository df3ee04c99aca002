import { setTimeout as sleep } from 'node:timers/promises';
import { seededRandom } from '../../shared/core/random.ts';
import { JOB_EVENTS_QUEUE } from '../../shared/jobs/notifications/cloud-event.ts';
import { PlatformJobs } from '../support/platform-jobs.ts';

const JOBS = 20;
/** `JOB_KILLS=50 npm test -- test/jobs/crash` takes three minutes. */
const KILLS = Number(process.env.JOB_KILLS ?? 15);
/** The longest life of a host between two kills, milliseconds. */
const LONGEST_LIFE_MS = 1_500;

/** A kill in the middle of a create leaves a lease of a minute, and the emulator has its own 429 for too many queued jobs. */
const LONGEST_END_MS = 240_000;

let jobs: PlatformJobs;
beforeAll(async () => {
  jobs = await PlatformJobs.start({ foundryEnv: { FOUNDRY_FINE_TUNING_SECONDS: '8' } });
  await jobs.trainingFile('training-data/good.jsonl');
});
afterAll(() => jobs.stop());

describe('a host that is killed again and again', () => {
  it('carries every job to its end all the same, and creates none twice', async () => {
    const random = seededRandom(20);
    const ids: string[] = [];
    for (let kill = 0; kill < KILLS; kill++) {
      // A kill may cut a request off: it is sent again.
      const request = ids.length < JOBS ? accepted(ids.length) : undefined;
      await sleep(random() * LONGEST_LIFE_MS);
      await jobs.platform.host.kill();
      await jobs.platform.restartHost();
      if (request !== undefined) ids.push(await request);
    }
    while (ids.length < JOBS) ids.push(await accepted(ids.length));

    for (const id of ids) expect(await jobs.ended(id, LONGEST_END_MS)).toMatchObject({ state: 'succeeded' });
    const keys = [];
    for await (const { metadata } of jobs.openai.fineTuning.jobs.list()) keys.push(metadata?.idempotencyKey);
    expect(keys.toSorted()).toEqual(ids.toSorted());
    for await (const { filename } of jobs.openai.files.list({ purpose: 'fine-tune' })) expect(filename).toBe('none');

    const ends = await jobs.announced(JOB_EVENTS_QUEUE, ({ type }) => type.endsWith('.succeeded'), JOBS);
    expect(new Set(ends.map(({ subject }) => subject))).toEqual(new Set(ids));
  }, 600_000);
});

/** Sends a request until it is answered, as a client with an idempotency key does. */
async function accepted(number: number): Promise<string> {
  for (;;) {
    try {
      const request = { model: 'gpt-4o-mini', training: 'training-data/good.jsonl', suffix: `crash-${number}` };
      const answer = await jobs.post('fine-tuning/jobs', request, { 'idempotency-key': `crash-${number}` });
      if (answer.status === 202 || answer.status === 200) return answer.body.id;
    } catch {
      // The host was killed in the middle of it.
    }
    await sleep(100);
  }
}
