import { setTimeout as sleep } from 'node:timers/promises';
import type { OpenAI } from 'openai';
import type { PlatformOptions } from '../../local/platform/platform.ts';
import { trustCertificate } from '../../local/platform/trust.ts';
import { openStorage, type Storage } from '../../shared/azure/storage/storage.ts';
import { openaiClient } from '../../shared/foundry/openai-client.ts';
import { chatRows } from './job-harness.ts';
import { localPlatform, type TestPlatform } from './platform.ts';

/** Fields of the API's answers. */
interface Body {
  readonly id: string;
  readonly kind: string;
  readonly state: string;
  readonly serviceStatus: string;
  readonly endedAt?: string;
  readonly jobs: readonly { readonly id: string }[];
  readonly events: readonly { readonly id: string }[];
  readonly next: string;
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Body;
}

export interface Announcement {
  readonly id: string;
  readonly type: string;
  readonly subject: string;
  readonly data: Readonly<Record<string, unknown>>;
}

const LONGEST_WAIT_MS = 45_000;
const PAUSE_MS = 100;

/** Jobs on the whole local platform, over its HTTP API: host, engine, emulator and storage as processes of their own. */
export class PlatformJobs {
  readonly platform: TestPlatform;
  readonly api: string;
  readonly storage: Storage;
  readonly openai: OpenAI;

  /** Trainings take two seconds, and jobs are looked at twice a second. */
  static async start({
    hostEnv,
    foundryEnv,
  }: Pick<PlatformOptions, 'hostEnv' | 'foundryEnv'> = {}): Promise<PlatformJobs> {
    const platform = await localPlatform({
      hostEnv: { JOB_SHORTEST_WAIT: 'PT0.5S', ...hostEnv },
      foundryEnv: { FOUNDRY_FINE_TUNING_SECONDS: '2', FOUNDRY_FINE_TUNING_VALIDATION_SECONDS: '1', ...foundryEnv },
    });
    trustCertificate(platform.endpoints.certificate);
    const openai = await openaiClient({ FOUNDRY_PROJECT_ENDPOINT: platform.endpoints.foundryProject });
    return new PlatformJobs(platform, openai);
  }

  private constructor(platform: TestPlatform, openai: OpenAI) {
    this.platform = platform;
    this.openai = openai;
    this.api = `${platform.endpoints.functions}/api`;
    this.storage = openStorage({ connectionString: platform.endpoints.storage });
  }

  stop(): Promise<void> {
    return this.platform.stop();
  }

  async trainingFile(path: string): Promise<void> {
    const [container = '', name = ''] = path.split('/');
    const client = await this.storage.container(container);
    await client.createIfNotExists();
    const text = chatRows(12);
    await client.getBlockBlobClient(name).upload(text, Buffer.byteLength(text));
  }

  async makeEval(): Promise<string> {
    const { id } = await this.openai.evals.create({
      name: 'same',
      data_source_config: { type: 'custom', item_schema: { type: 'object', properties: { a: { type: 'string' } } } },
      testing_criteria: [
        { type: 'string_check', name: 'same', input: '{{item.a}}', reference: '{{item.a}}', operation: 'eq' },
      ],
    });
    return id;
  }

  /** Posts an object as JSON, or a text as it is. */
  post(path: string, body?: object | string, headers: Record<string, string> = {}): Promise<Answer> {
    const text = typeof body === 'object' ? JSON.stringify(body) : (body ?? '');
    return this.#ask(path, { method: 'POST', body: text, headers });
  }

  /** Gets a path of the API, or a whole URL that the API gave. */
  get(path: string): Promise<Answer> {
    return this.#ask(path, {});
  }

  /** The job once it is as wished. */
  async until(id: string, fits: (job: Body) => boolean, longest = LONGEST_WAIT_MS): Promise<Body> {
    let job: Body | undefined;
    await this.eventually(async () => {
      job = (await this.get(`jobs/${id}`)).body;
      return fits(job) || job.endedAt !== undefined;
    }, longest);
    if (job === undefined || !fits(job)) throw new Error(`The job ended otherwise: ${JSON.stringify(job)}`);
    return job;
  }

  ended(id: string, longest?: number): Promise<Body> {
    return this.until(id, ({ endedAt }) => endedAt !== undefined, longest);
  }

  async eventually(fits: () => boolean | Promise<boolean>, longest = LONGEST_WAIT_MS): Promise<void> {
    const end = Date.now() + longest;
    while (!(await fits())) {
      if (Date.now() > end) throw new Error(`It did not come about within ${longest} ms.`);
      await sleep(PAUSE_MS);
    }
  }

  /** So many announcements that fit, taken from the queue. */
  async announced(queueName: string, fits: (event: Announcement) => boolean, count: number): Promise<Announcement[]> {
    const queue = this.storage.queue(queueName);
    const found: Announcement[] = [];
    await this.eventually(async () => {
      const { receivedMessageItems } = await queue.receiveMessages({ numberOfMessages: 32 });
      for (const { messageId, popReceipt, messageText } of receivedMessageItems) {
        const event: Announcement = JSON.parse(Buffer.from(messageText, 'base64').toString());
        if (fits(event)) found.push(event);
        await queue.deleteMessage(messageId, popReceipt);
      }
      return found.length >= count;
    });
    return found;
  }

  /** A request to the emulator's own API, for instance to script how trainings go. */
  async emulator(method: string, path: string, body?: object): Promise<void> {
    const init =
      body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
    const answer = await fetch(`${this.platform.endpoints.azureOpenAI}/_emulator/${path}`, { method, ...init });
    if (!answer.ok) throw new Error(`${method} ${path}: ${await answer.text()}`);
  }

  async #ask(path: string, init: RequestInit): Promise<Answer> {
    const answer = await fetch(path.startsWith('http') ? path : `${this.api}/${path}`, init);
    const body = (await answer.json()) as Body;
    return { status: answer.status, headers: Object.fromEntries(answer.headers), body };
  }
}
