import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { orchestratorOf, replay } from '../../support/durable-driver.ts';
import { handler, play, scenarios } from './scenarios.ts';

/**
 * `node test/jobs/workflow/record-histories.ts`: records what the orchestration is handed and answers, a history a line. Jobs under way
 * are replayed by the code that is deployed while they run: record anew only when that is known not to matter, and say so.
 */
const folder = path.join(import.meta.dirname, 'histories');
const orchestrator = orchestratorOf(handler);

for (const [name, scenario] of Object.entries(scenarios)) {
  const { steps, output } = await play(scenario);
  // Each history's last step holds all steps before it.
  const last = steps.filter(({ history }, at) => (steps[at + 1]?.history.length ?? 0) < history.length);
  const lines: unknown[] = [{ name, output }];
  for (const step of last) lines.push({ step, answer: await replay(orchestrator, step) });
  const text = lines.map((line) => `${JSON.stringify(line)}\n`).join('');
  writeFileSync(path.join(folder, `${name.replace(/ /g, '-')}.jsonl`), text);
  console.log(`${name}: ${last.length} histories`);
}
