import { setTimeout as sleep } from 'node:timers/promises';
import OpenAI from 'openai';
import { openStorage, type Storage } from '../../../shared/azure/storage/storage.ts';
import { seededRandom } from '../../../shared/core/random.ts';
import { stateFile } from '../../../shared/evaluations/store/scheduler-state.ts';
import { chatRows } from '../../support/job-harness.ts';
import { persistently } from '../calls.ts';
import { type ChaosPlatform, startChaos } from '../chaos-platform.ts';
import { type Check, exactly, holds, type Row } from '../row.ts';

const EVALUATION = 'every-minute';
const SOURCE = 'library';
const MINUTE_MS = 60_000;
/** Milliseconds between two kills. */
const LONGEST_LIFE_MS = 20_000;
const TRAINING = 'training-data/good.jsonl';

export const work: Row = {
  name: 'work',
  title: 'jobs, documents and minute-occurrences under kills and faults',
  run: async (options) => {
    const { seed, jobs, documents, minutes, patienceMs, print } = options;
    const random = seededRandom(seed);
    const platform = await startChaos(
      {
        hostEnv: { JOB_SHORTEST_WAIT: 'PT0.5S' },
        foundryEnv: {
          FOUNDRY_FINE_TUNING_SECONDS: '8',
          FOUNDRY_UPLOADS_PER_SECOND: 'off',
          FOUNDRY_ATTACHES_PER_MINUTE: 'off',
        },
      },
      random,
    );
    try {
      const world = new World(platform);
      await world.trainingFile();
      await world.isScheduled();
      const from = Date.now();
      const until = from + minutes * MINUTE_MS;
      platform.setFaults(true);
      const working = Promise.all([world.startJobs(jobs, minutes), world.putDocuments(documents, minutes)]);
      let kills = 0;
      while (Date.now() < until) {
        await sleep(Math.min(until - Date.now(), 2_000 + random() * LONGEST_LIFE_MS));
        const isHost = random() < 0.7;
        print(`  ${Math.round((Date.now() - from) / 1000)} s: ${isHost ? 'host' : 'emulator'} killed`);
        if (isHost) {
          await platform.host.kill();
          await platform.restartHost();
        } else {
          await platform.foundry.kill();
          await platform.restartFoundry();
        }
        kills += 1;
      }
      const ids = (await working)[0];
      platform.setFaults(false);
      print('  waiting for the rest ...');
      return [
        { what: 'kills', value: kills },
        ...(await world.jobChecks(ids, patienceMs)),
        ...(await world.documentChecks(documents, patienceMs)),
        ...(await world.occurrenceChecks(from, until, patienceMs)),
      ];
    } finally {
      await platform.stop();
    }
  },
};

/** Fields of the API's answers. */
interface Answers {
  readonly job: { readonly state: string; readonly endedAt?: string };
  readonly ingestion: { readonly counts: Readonly<Record<string, number>> };
  readonly runs: { readonly runs: readonly Run[] };
}

interface Run {
  readonly occurrence: string;
  readonly job?: { readonly state: string };
}

class World {
  readonly #platform: ChaosPlatform;
  readonly #storage: Storage;
  readonly #openai: OpenAI;

  constructor(platform: ChaosPlatform) {
    const { storage, foundryProject } = platform.endpoints;
    this.#platform = platform;
    this.#storage = openStorage({ connectionString: storage });
    this.#openai = new OpenAI({ baseURL: `${foundryProject}/openai/v1`, apiKey: 'none', timeout: 10_000 });
  }

  async trainingFile(): Promise<void> {
    const [container = '', name = ''] = TRAINING.split('/');
    const client = await this.#storage.container(container);
    await client.createIfNotExists();
    const text = chatRows(12);
    await client.getBlockBlobClient(name).upload(text, Buffer.byteLength(text));
  }

  /** Waits until the app's timer knows the evaluation: occurrences before that do not count. */
  async isScheduled(): Promise<void> {
    const file = stateFile(this.#storage);
    await this.#run('evaluationsTick');
    await this.#eventually(2 * MINUTE_MS, async () => (await file.read()).state.entries[EVALUATION] !== undefined);
  }

  /** Starts the jobs over the first half of the time; a request that is not answered is sent again with its key. */
  async startJobs(count: number, minutes: number): Promise<string[]> {
    const ids: string[] = [];
    for (let at = 0; at < count; at++) {
      const request = { model: 'gpt-4o-mini', training: TRAINING, suffix: `chaos-${at}` };
      const { id } = await persistently(() => this.#post('fine-tuning/jobs', request, `chaos-${at}`));
      ids.push(id);
      await sleep((minutes * MINUTE_MS) / 2 / count);
    }
    return ids;
  }

  async putDocuments(count: number, minutes: number): Promise<void> {
    const container = await this.#storage.container('documents');
    await container.createIfNotExists();
    for (let at = 0; at < count; at++) {
      const text = `Document ${at} of the library.`;
      await container.getBlockBlobClient(`library/${at}.md`).upload(text, Buffer.byteLength(text));
      await sleep((minutes * MINUTE_MS) / 2 / count);
    }
  }

  async jobChecks(ids: readonly string[], patienceMs: number): Promise<Check[]> {
    const states: Record<string, number> = {};
    const end = Date.now() + patienceMs;
    for (const id of ids) {
      let job = await persistently(() => this.#get<Answers['job']>(`jobs/${id}`));
      while (job.endedAt === undefined && Date.now() < end) {
        await sleep(500);
        job = await persistently(() => this.#get<Answers['job']>(`jobs/${id}`));
      }
      states[job.state] = (states[job.state] ?? 0) + 1;
    }
    const made: string[] = [];
    for await (const { metadata } of this.#openai.fineTuning.jobs.list({ limit: 100 }))
      made.push(`${metadata?.idempotencyKey}`);
    const orphans: string[] = [];
    for await (const { id } of this.#openai.files.list({ purpose: 'fine-tune' })) orphans.push(id);
    return [
      {
        what: 'jobs',
        value: Object.entries(states)
          .map(([state, number]) => `${number} ${state}`)
          .join(', '),
      },
      exactly('jobs that succeeded', states.succeeded ?? 0, ids.length),
      exactly('jobs doubled at the service', made.length - new Set(made).size, 0),
      exactly('jobs missing at the service', ids.filter((id) => !made.includes(id)).length, 0),
      exactly('training files left at the service', orphans.length, 0),
    ];
  }

  async documentChecks(count: number, patienceMs: number): Promise<Check[]> {
    const indexed = async () => (await this.#get<Answers['ingestion']>(`ingestions/${SOURCE}`)).counts.indexed ?? 0;
    await this.#eventually(patienceMs, async () => (await indexed()) >= count).catch(() => {});
    const stores = await this.#openai.vectorStores.list();
    const names: string[] = [];
    const inStores = new Set<string>();
    for (const { id } of stores.data)
      for await (const file of this.#openai.vectorStores.files.list(id, { limit: 100 })) {
        inStores.add(file.id);
        names.push(`${file.attributes?.path ?? file.attributes?.blob ?? JSON.stringify(file.attributes)}`);
      }
    const unattached = async () => {
      let left = 0;
      for await (const { id } of this.#openai.files.list({ purpose: 'assistants', limit: 1_000 }))
        if (!inStores.has(id)) left += 1;
      return left;
    };
    return [
      { what: 'documents', value: count },
      exactly('documents missing in the store', count - new Set(names).size, 0),
      exactly('documents doubled in the store', names.length - new Set(names).size, 0),
      exactly('files without a store', await unattached(), 0),
    ];
  }

  async occurrenceChecks(from: number, until: number, patienceMs: number): Promise<Check[]> {
    const wanted: string[] = [];
    for (let at = Math.ceil(from / MINUTE_MS) * MINUTE_MS; at < until; at += MINUTE_MS)
      wanted.push(new Date(at).toISOString());
    const runs = async () => (await this.#get<Answers['runs']>(`evaluations/${EVALUATION}/runs?limit=100`)).runs;
    const ended = (list: readonly Run[]) =>
      wanted.every((at) => list.some((run) => run.occurrence === at && run.job?.state === 'succeeded'));
    await this.#eventually(patienceMs, async () => ended(await runs())).catch(() => {});
    const found = (await runs()).filter(({ occurrence }) => wanted.includes(occurrence));
    const made: string[] = [];
    for await (const { id } of this.#openai.evals.list({ limit: 100 }))
      for await (const run of this.#openai.evals.runs.list(id, { limit: 100 })) made.push(run.id);
    // Read afterwards: the schedule goes on, and each run at the service must belong to an occurrence.
    const known = (await runs()).length;
    return [
      { what: 'occurrences', value: wanted.length },
      exactly('occurrences missing', wanted.filter((at) => !found.some((run) => run.occurrence === at)).length, 0),
      exactly('occurrences started twice', found.length - new Set(found.map(({ occurrence }) => occurrence)).size, 0),
      exactly('runs doubled at the service', Math.max(0, made.length - known), 0),
      holds('all runs succeeded', ended(found), `${found.filter(({ job }) => job?.state === 'succeeded').length}`),
    ];
  }

  async #run(name: string): Promise<void> {
    const headers = { 'content-type': 'application/json' };
    const url = `${this.#platform.endpoints.functions}/admin/functions/${name}`;
    await fetch(url, { method: 'POST', headers, body: '{}' });
  }

  async #get<T>(path: string): Promise<T> {
    const answer = await fetch(`${this.#platform.endpoints.functions}/api/${path}`, {
      signal: AbortSignal.timeout(20_000),
    });
    const body: unknown = await answer.json();
    if (!answer.ok) throw new Error(`GET ${path}: ${answer.status} ${JSON.stringify(body)}`);
    return body as T;
  }

  async #post(path: string, body: object, key: string): Promise<{ id: string }> {
    const answer = await fetch(`${this.#platform.endpoints.functions}/api/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': key },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(20_000),
    });
    if (!answer.ok) throw new Error(`POST ${path}: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as { id: string };
  }

  async #eventually(patienceMs: number, fits: () => Promise<boolean>): Promise<void> {
    for (const end = Date.now() + patienceMs; !(await persistently(fits)); await sleep(500))
      if (Date.now() > end) throw new Error(`It did not come about within ${patienceMs} ms.`);
  }
}
