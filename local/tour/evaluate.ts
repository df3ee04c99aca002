import type { OpenAI } from 'openai';
import type { RunListResponse } from 'openai/resources/evals';
import { openStorage } from '../../shared/azure/storage/storage.ts';
import type { CheckedConfig } from '../../shared/config/define-config.ts';
import { findEval } from '../../shared/evaluations/start/resolve-eval.ts';
import { openaiClient } from '../../shared/foundry/openai-client.ts';
import type { Endpoints, Platform } from '../platform/platform.ts';
import { comeDue } from './come-due.ts';
import { type Job, setScale, watch } from './fine-tuning.ts';

/** Seconds of the emulator's clock per second. */
const SCALE = 600;
const TIMEOUT_MS = 60_000;
const POLL_MS = 200;

/**
 * Runs the first scheduled evaluation of the config now instead of waiting for it, shows its gates, and then the results of the rules of the
 * service on the answers of this tour.
 * @param asked agents that have answered in this tour
 * @throws Error when a run does not end
 */
export async function evaluate(
  platform: Pick<Platform, 'endpoints' | 'anotherHost'>,
  config: CheckedConfig,
  asked: ReadonlySet<string>,
  print: (line: string) => void,
): Promise<void> {
  const { endpoints } = platform;
  await setScale(endpoints, SCALE);
  try {
    const [entry] = config.evaluations.entries;
    if (entry !== undefined) await runSchedule(entry.name, platform, config, print);
    for (const line of await ruleRuns(endpoints, config, asked)) print(line);
  } finally {
    await setScale(endpoints, 1);
  }
}

async function runSchedule(
  name: string,
  platform: Pick<Platform, 'endpoints' | 'anotherHost'>,
  config: CheckedConfig,
  print: (line: string) => void,
): Promise<void> {
  const { id, due } = await comeDue(name, config, platform);
  print(`${name}: its timer starts it on a host whose clock runs ahead to ${due}`);
  const job = await watch(`${platform.endpoints.functions}/api/jobs/${id}`, () => {});
  print(`the run ${job.state}${job.verdict ? `, its gates ${job.verdict}` : ''}`);
  for (const line of (await reportOf(job, platform.endpoints)).filter((text) => /^- [✓✗]/.test(text))) {
    print(`  ${line.slice(2)}`);
  }
}

async function reportOf({ results }: Job, { storage }: Endpoints): Promise<string[]> {
  const report = results?.report?.replace(/^results\//, '') ?? '';
  const container = await openStorage({ connectionString: storage }).container('results');
  return `${await container.getBlobClient(report).downloadToBuffer()}`.split('\n');
}

/** Returns a line for each rule of the service whose agent has answered: the service makes a run for each answer. */
async function ruleRuns(
  { foundryProject }: Endpoints,
  config: CheckedConfig,
  asked: ReadonlySet<string>,
): Promise<string[]> {
  const openai = await openaiClient({ FOUNDRY_PROJECT_ENDPOINT: foundryProject });
  const lines: string[] = [];
  const rules = config.evaluations.rules.filter(({ by, agent }) => by === 'service' && asked.has(agent));
  for (const { name, eval: definition } of rules) {
    const evalId = await findEval(definition, openai);
    if (evalId === undefined) throw new Error(`The eval of the rule ${name} is not there.`);
    const runs = await ended(evalId, openai, name);
    const passed = runs.filter(({ result_counts: { total, passed: right } }) => right === total).length;
    lines.push(`${name}: the service has evaluated ${runs.length} answers of the agent; ${passed} passed`);
  }
  return lines;
}

/** Returns the runs of an eval when all of them have ended. */
async function ended(evalId: string, openai: OpenAI, name: string): Promise<readonly RunListResponse[]> {
  const end = Date.now() + TIMEOUT_MS;
  for (;;) {
    const { data } = await openai.evals.runs.list(evalId, { order: 'desc', limit: 100 });
    if (data.length > 0 && data.every(({ status }) => status === 'completed')) return data;
    if (Date.now() > end) throw new Error(`The rule ${name} has no finished run.`);
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}
