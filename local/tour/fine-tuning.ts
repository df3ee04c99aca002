import { openStorage } from '../../shared/azure/storage/storage.ts';
import { openaiClient } from '../../shared/foundry/openai-client.ts';
import type { Endpoints } from '../platform/platform.ts';
import { call } from './call-api.ts';
import type { TourScript } from './define-tour.ts';

/** Seconds of the emulator's clock per second: a training of an hour takes a few seconds. */
const SCALE = 600;
const TIMEOUT_MS = 120_000;
const POLL_MS = 500;

/** A job, as far as the tour shows it. */
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
 * Hands over a fine-tuning job with one request and watches it to its end, while the emulator's clock runs fast: the training data of the script
 * is tuned, and the base and the tuned model answer the same questions.
 * @returns the lines of its report
 */
export async function tuneAndCompare(
  script: NonNullable<TourScript['fineTuning']>,
  endpoints: Endpoints,
  print: (line: string) => void,
): Promise<string[]> {
  const storage = openStorage({ connectionString: endpoints.storage });
  const container = await storage.container('training-data');
  await container.createIfNotExists();
  const file = script.training;
  await container.getBlockBlobClient('tour.jsonl').upload(file, Buffer.byteLength(file));
  const evalId = await makeEval(endpoints);
  await setScale(endpoints, SCALE);
  try {
    const { id } = await call<Job>(`${endpoints.functions}/api/fine-tuning/jobs`, {
      model: script.model,
      training: 'training-data/tour.jsonl',
      suffix: `tour-${Date.now()}`,
      compare: { evalId, data: { items: script.questions } },
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
  const end = Date.now() + TIMEOUT_MS;
  let shown = '';
  for (;;) {
    const job = await call<Job>(url);
    const line = [job.state, job.serviceStatus].filter(Boolean).join(', at the service ');
    if (line !== shown) print(line);
    shown = line;
    if (job.endedAt && job.state === 'succeeded') return job;
    if (job.endedAt) throw new Error(`The job ended as ${job.state}: ${job.detail ?? 'see its report'}`);
    if (Date.now() > end) throw new Error(`The job ${job.id} has not ended after ${TIMEOUT_MS / 1000} s: ${line}.`);
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

async function makeEval({ foundryProject }: Endpoints): Promise<string> {
  const openai = await openaiClient({ FOUNDRY_PROJECT_ENDPOINT: foundryProject });
  const text = { type: 'string' };
  const { id } = await openai.evals.create({
    name: 'Tour: answers like the examples',
    data_source_config: {
      type: 'custom',
      item_schema: { type: 'object', properties: { query: text, expected: text }, required: ['query', 'expected'] },
      include_sample_schema: true,
    },
    testing_criteria: [
      {
        type: 'text_similarity',
        name: 'close to the expected answer',
        input: '{{sample.output_text}}',
        reference: '{{item.expected}}',
        evaluation_metric: 'fuzzy_match',
        pass_threshold: 0.8,
      },
    ],
  });
  return id;
}

/** Sets the speed of the emulator's clock; 1 is real time. */
export async function setScale({ azureOpenAI }: Endpoints, scale: number): Promise<void> {
  await call(`${azureOpenAI}/_emulator/clock`, { scale });
}
