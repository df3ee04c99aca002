import { Refusal } from '../../core/request-error.ts';
import type { CheckedEvaluations } from '../config/check-evaluations.ts';
import type { ReadEntry } from '../config/read-entry.ts';

/** @throws Refusal when there is no such entry, or it is wrong */
export function entryNamed(name: string, { entries, schedules, rules, refused }: CheckedEvaluations): ReadEntry {
  const evaluation = entries.find((entry) => entry.name === name);
  if (evaluation !== undefined) return { kind: 'evaluation', evaluation };
  const schedule = schedules.find((entry) => entry.name === name);
  if (schedule !== undefined) return { kind: 'schedule', schedule };
  const rule = rules.find((entry) => entry.name === name);
  if (rule !== undefined) return { kind: 'rule', rule };
  const wrong = refused.find((entry) => entry.name === name);
  if (wrong !== undefined) throw new Refusal('evaluation_refused', `${wrong.problems.join('; ')}.`, { status: 409 });
  throw new Refusal('evaluation_not_found', `foundry.config.ts has no evaluation named ${name.slice(0, 100)}.`, {
    status: 404,
  });
}
