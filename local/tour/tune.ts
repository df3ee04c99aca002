import { openStorage } from '../../shared/azure/storage/storage.ts';
import { openaiClient } from '../../shared/foundry/openai-client.ts';
import type { Endpoints } from '../platform/platform.ts';
import { questions, trainingFile } from './training-data.ts';

/** Seconds of the emulator's clock in one: a training of an hour takes some moments. */
const SCALE = 600;
const PATIENCE_MS = 120_000;
const LOOK_EVERY_MS = 500;

/** What the jobs API says of a job, as far as the tour shows it. */
export interface Job {
  readonly id: string;
  readonly state: string;
  readonly serviceStatus?: string;
  readonly endedAt?: string;
  readonly verdict?: string;
  readonly detail?: string;
  readonly results?: { readonly report?: string };
}

/**
 * Hands over a fine-tuning job with one request and watches it being carried to its end, with the emulator's clock speeded up: the
 * sample answers are trained, and the base and the tuned model are asked the same questions. Returns the lines of its report.
 */
export async function tuneAndCompare(endpoints: Endpoints, print: (line: string) => void): Promise<string[]> {
  const storage = openStorage({ connectionString: endpoints.storage });
  const container = await storage.container('training-data');
  await container.createIfNotExists();
  const file = trainingFile();
  await container.getBlockBlobClient('answers.jsonl').upload(file, Buffer.byteLength(file));
  const evalId = await makeEval(endpoints);
  await setScale(endpoints, SCALE);
  try {
    const { id } = await call<Job>(`${endpoints.functions}/api/fine-tuning/jobs`, {
      model: 'gpt-4o-mini',
      training: 'training-data/answers.jsonl',
      suffix: `tour-${Date.now()}`,
      compare: { evalId, data: { items: questions() } },
    });
    const job = await watch(`${endpoints.functions}/api/jobs/${id}`, print);
    const report = job.results?.report?.replace(/^results\//, '') ?? '';
    const results = await storage.container('results');
    return `${await results.getBlobClient(report).downloadToBuffer()}`.split('\n');
  } finally {
    await setScale(endpoints, 1);
  }
}

/** Watches a job until it has succeeded. @throws when it does not */
export async function watch(url: string, print: (line: string) => void): Promise<Job> {
  const end = Date.now() + PATIENCE_MS;
  let shown = '';
  for (;;) {
    const job = await call<Job>(url);
    const line = [job.state, job.serviceStatus].filter(Boolean).join(', service says ');
    if (line !== shown) print(line);
    shown = line;
    if (job.endedAt && job.state === 'succeeded') return job;
    if (job.endedAt) throw new Error(`The job ended as ${job.state}: ${job.detail ?? 'see its report'}`);
    if (Date.now() > end) throw new Error(`The job ${job.id} has not ended after ${PATIENCE_MS / 1000} s: ${line}.`);
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
}

async function makeEval({ foundryProject }: Endpoints): Promise<string> {
  const openai = await openaiClient({ FOUNDRY_PROJECT_ENDPOINT: foundryProject });
  const text = { type: 'string' };
  const { id } = await openai.evals.create({
    name: 'Answers like our shop',
    data_source_config: {
      type: 'custom',
      item_schema: { type: 'object', properties: { query: text, expected: text }, required: ['query', 'expected'] },
      include_sample_schema: true,
    },
    testing_criteria: [
      {
        type: 'text_similarity',
        name: 'close to our answer',
        input: '{{sample.output_text}}',
        reference: '{{item.expected}}',
        evaluation_metric: 'fuzzy_match',
        pass_threshold: 0.8,
      },
    ],
  });
  return id;
}

/** Sets the pace of the emulator's clock; 1 is the usual one. */
export async function setScale({ azureOpenAI }: Endpoints, scale: number): Promise<void> {
  await call(`${azureOpenAI}/_emulator/clock`, { scale });
}

/** Asks an API of the platform; with a body it is a POST. @throws when the answer is no success */
export async function call<T>(url: string, body?: object): Promise<T> {
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(url, body ? { method: 'POST', headers, body: JSON.stringify(body) } : {});
  const text = await response.text();
  if (!response.ok) throw new Error(`${url} answered ${response.status}: ${text}`);
  return (text === '' ? {} : JSON.parse(text)) as T;
}
