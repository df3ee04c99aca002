import type { OpenAI } from 'openai';
import { durableWorkflowContext } from '../../functions/jobs/job-orchestration.ts';
import { openStorage, type Storage } from '../../shared/azure/storage/storage.ts';
import { recordResult } from '../../shared/evaluations/results/record-result.ts';
import { openaiClient } from '../../shared/foundry/openai-client.ts';
import { inOtherProject } from '../../shared/foundry/other-project.ts';
import { projectClient } from '../../shared/foundry/project-client.ts';
import { jobServices } from '../../shared/jobs/activities/job-services.ts';
import { runActivity } from '../../shared/jobs/activities/run-activity.ts';
import { type AcceptServices, acceptJob } from '../../shared/jobs/api/accept-job.ts';
import { JOB_EVENTS_QUEUE } from '../../shared/jobs/notifications/cloud-event.ts';
import { DEFAULT_PACE } from '../../shared/jobs/polling/pace.ts';
import { type JobFiles, jobFiles, RESULTS_CONTAINER } from '../../shared/jobs/store/job-files.ts';
import type { JobRecord } from '../../shared/jobs/store/job-record.ts';
import { jobTypes } from '../../shared/jobs/types/job-types.ts';
import type { Command, Ending, WorkflowState } from '../../shared/jobs/workflow/job-state.ts';
import { runJobWorkflow } from '../../shared/jobs/workflow/run-workflow.ts';
import { startAzurite } from './azurite.ts';
import { type Driven, drive } from './durable-driver.ts';
import { startEmulator, type TestEmulator } from './emulator.ts';

/** Commands to a running job: milliseconds after its start. */
export interface Meanwhile {
  readonly after: number;
  do(): Promise<unknown>;
}

/**
 * Jobs on a real Azurite and a real emulator, carried by the real orchestration in the real library. Its clock and the emulator's
 * move together and jump from step to step: a training of hours takes moments.
 */
export class JobHarness {
  readonly logged: string[] = [];
  readonly storage: Storage;
  readonly emulator: TestEmulator;
  readonly openai: OpenAI;
  readonly files: JobFiles;
  readonly services: AcceptServices;
  readonly started: WorkflowState[] = [];
  readonly #stop: () => Promise<void>;
  #now = Date.now();

  static async start(settings: Record<string, string> = {}): Promise<JobHarness> {
    const [azurite, emulator] = await Promise.all([startAzurite(), startEmulator({ settings })]);
    const openai = await openaiClient({ FOUNDRY_PROJECT_ENDPOINT: emulator.endpoints.project });
    const stop = async () => {
      await emulator.close();
      await azurite.stop();
    };
    return new JobHarness(azurite.connectionString, emulator, openai, stop);
  }

  private constructor(connectionString: string, emulator: TestEmulator, openai: OpenAI, stop: () => Promise<void>) {
    this.#stop = stop;
    this.storage = openStorage({ connectionString });
    this.emulator = emulator;
    this.openai = openai;
    this.files = jobFiles(() => this.storage.container(RESULTS_CONTAINER));
    const note = (level: string) => (line: string) => void this.logged.push(`${level} ${line}`);
    const log = { debug: note('debug'), info: note('info'), warn: note('warn'), error: note('error') };
    const inProject = async (endpoint: string) => {
      const env = inOtherProject(endpoint, { FOUNDRY_PROJECT_ENDPOINT: emulator.endpoints.project });
      return { openai: await openaiClient(env), project: projectClient(env) };
    };
    const tools = {
      openai,
      project: emulator.project,
      inProject,
      storage: this.storage,
      dataContainers: ['training-data', 'eval-data', 'evaluation-data', 'no-such-container'],
      files: this.files,
      log,
    };
    this.services = {
      ...jobServices(tools, jobTypes(recordResult), () => this.#now),
      pace: DEFAULT_PACE,
      canSignWebhooks: true,
      start: async (job) => void this.started.push(job),
    };
  }

  stop(): Promise<void> {
    return this.#stop();
  }

  /** Uploads a text as `container/name`. */
  async blob(path: string, text: string): Promise<void> {
    const [container = '', ...rest] = path.split('/');
    const client = await this.storage.container(container);
    await client.createIfNotExists();
    await client.getBlockBlobClient(rest.join('/')).upload(text, Buffer.byteLength(text));
  }

  async accept(kind: string, body: unknown, key?: string): Promise<JobRecord> {
    return (await acceptJob({ kind, body, key }, this.services)).record;
  }

  /** Accepts a request and carries its job to the end. */
  async run(kind: string, body: unknown, meanwhile: readonly Meanwhile[] = []): Promise<JobRecord> {
    const { id } = await this.accept(kind, body);
    await this.carry(id, meanwhile);
    return this.record(id);
  }

  /** Carries an accepted job to its end. */
  async carry(id: string, meanwhile: readonly Meanwhile[] = []): Promise<Driven & { readonly output: Ending }> {
    const job = this.started.find((one) => one.id === id);
    if (job === undefined) throw new Error(`${id} was not started.`);
    const start = this.#now;
    const waiting = [...meanwhile];
    const moved = async (now: number) => {
      await this.#moveClocks(now);
      while (waiting[0] !== undefined && start + waiting[0].after <= now) await waiting.shift()?.do();
    };
    const driven = await drive(
      (context: Parameters<typeof durableWorkflowContext>[0]) => runJobWorkflow(durableWorkflowContext(context)),
      {
        instanceId: id,
        input: job,
        start,
        moved,
        events: meanwhile.map(({ after }) => ({ at: start + after, name: 'wake', data: {} })),
        activity: async (_name, input) => ({ result: await runActivity(input as WorkflowState, this.services) }),
        mostSteps: 5_000,
      },
    );
    return { ...driven, output: driven.output as Ending };
  }

  /** Sends a command to a job, as the API does. */
  wish(id: string, order: Command): Promise<void> {
    return this.services.store.requestAction(id, order);
  }

  async record(id: string): Promise<JobRecord> {
    const stored = await this.services.store.read(id);
    if (stored === undefined) throw new Error(`There is no job ${id}.`);
    return stored.record;
  }

  /** A file of a job's results, parsed. */
  async result(id: string, name = 'result.json'): Promise<Record<string, unknown>> {
    return JSON.parse((await this.files.read(id, name)) ?? 'null');
  }

  /** Takes all messages that wait on the queue of events; the oldest first. */
  async announcements(): Promise<{ id: string; type: string; subject: string; data: Record<string, unknown> }[]> {
    const queue = this.storage.queue(JOB_EVENTS_QUEUE);
    await queue.createIfNotExists();
    const found = [];
    for (;;) {
      const { receivedMessageItems } = await queue.receiveMessages({ numberOfMessages: 32 });
      if (receivedMessageItems.length === 0) return found;
      for (const { messageId, popReceipt, messageText } of receivedMessageItems) {
        found.push(JSON.parse(Buffer.from(messageText, 'base64').toString()));
        await queue.deleteMessage(messageId, popReceipt);
      }
    }
  }

  /** Number of calls of an operation of the emulator. */
  async calls(operation: string): Promise<number> {
    const { requests } = await this.emulator.admin<{ requests: unknown[] }>(
      'GET',
      `requests?limit=1000&operation=${operation}`,
    );
    return requests.length;
  }

  /** Makes requests go wrong. */
  async faults(...faults: object[]): Promise<void> {
    await this.emulator.admin('POST', 'faults', faults);
  }

  async #moveClocks(now: number): Promise<void> {
    const seconds = Math.max(0, (now - this.#now) / 1000);
    this.#now = now;
    if (seconds > 0) await this.emulator.admin('POST', 'clock', { advance: `PT${seconds.toFixed(3)}S` });
  }
}

/** Rows that a supervised training takes. */
export const chatRows = (count: number): string =>
  Array.from({ length: count }, (_, at) => {
    const messages = [
      { role: 'user', content: `Where is order ${1000 + at}?` },
      { role: 'assistant', content: `Order ${1000 + at} is on its way.` },
    ];
    return `${JSON.stringify({ messages })}\n`;
  }).join('');
