import type { OpenAI } from 'openai';
import type { RunListResponse } from 'openai/resources/evals';
import { openStorage } from '../../shared/azure/storage/storage.ts';
import type { CheckedConfig } from '../../shared/config/define-config.ts';
import { findEval } from '../../shared/evaluations/start/resolve-eval.ts';
import { openaiClient } from '../../shared/foundry/openai-client.ts';
import type { Endpoints, Platform } from '../platform/platform.ts';
import { comeDue } from './come-due.ts';
import { type Job, setScale, watch } from './tune.ts';

/** Seconds of the emulator's clock in one. */
const SCALE = 600;
const PATIENCE_MS = 60_000;
const LOOK_EVERY_MS = 200;

/**
 * Has the scheduled evaluation come due, and shows its gate; then shows what the service's rule made of the answers of this tour.
 * @throws when a run does not come to its end, or the gate lets everything pass
 */
export async function evaluate(
  platform: Pick<Platform, 'endpoints' | 'anotherHost'>,
  config: CheckedConfig,
  print: (line: string) => void,
): Promise<void> {
  const { endpoints } = platform;
  await setScale(endpoints, SCALE);
  try {
    const { id, due } = await comeDue('nightly', config, platform);
    print(`nightly, on a host whose clock runs ahead to ${due}: its timer finds it due, and starts it`);
    const job = await watch(`${endpoints.functions}/api/jobs/${id}`, () => {});
    print(`the run ${job.state}, its gates ${job.verdict}`);
    for (const line of (await reportOf(job, endpoints)).filter((text) => /^- [✓✗]/.test(text)))
      print(`  ${line.slice(2)}`);
    if (job.verdict !== 'failed') throw new Error('A gate that is to fail has let everything pass.');
    for (const line of await ruleRuns(endpoints, config)) print(line);
  } finally {
    await setScale(endpoints, 1);
  }
}

async function reportOf({ results }: Job, { storage }: Endpoints): Promise<string[]> {
  const report = results?.report?.replace(/^results\//, '') ?? '';
  const container = await openStorage({ connectionString: storage }).container('results');
  return `${await container.getBlobClient(report).downloadToBuffer()}`.split('\n');
}

/** What became of the answers that were given since the rule was made: one run for each. */
async function ruleRuns({ foundryProject }: Endpoints, config: CheckedConfig): Promise<string[]> {
  const openai = await openaiClient({ FOUNDRY_PROJECT_ENDPOINT: foundryProject });
  const lines: string[] = [];
  for (const { name, eval: definition } of config.evaluations.rules.filter(({ by }) => by === 'service')) {
    const evalId = await findEval(definition, openai);
    if (evalId === undefined) throw new Error(`The eval of the rule ${name} is not there.`);
    const runs = await ended(evalId, openai, name);
    const passed = runs.filter(({ result_counts: { total, passed: right } }) => right === total).length;
    lines.push(
      `${name}, a rule of the service: ${runs.length} answers evaluated so far, each by itself; ${passed} passed`,
    );
  }
  return lines;
}

/** The runs of an eval, when all of them have ended. */
async function ended(evalId: string, openai: OpenAI, name: string): Promise<readonly RunListResponse[]> {
  const end = Date.now() + PATIENCE_MS;
  for (;;) {
    const { data } = await openai.evals.runs.list(evalId, { order: 'desc', limit: 100 });
    if (data.length > 0 && data.every(({ status }) => status === 'completed')) return data;
    if (Date.now() > end) throw new Error(`The rule ${name} has had no answer evaluated to the end.`);
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
}
