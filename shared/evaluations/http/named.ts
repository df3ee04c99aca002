import { Refusal } from '../../jobs/refusal.ts';
import type { CheckedEvaluations } from '../config/check-evaluations.ts';
import type { Evaluation } from '../config/evaluation.ts';

/** @throws Refusal when there is no such entry, or it is wrong */
export function evaluationNamed(name: string, { entries, schedules, rules, refused }: CheckedEvaluations): Evaluation {
  const found = entries.find((entry) => entry.name === name);
  if (found !== undefined) return found;
  const wrong = refused.find((entry) => entry.name === name);
  if (wrong !== undefined) throw new Refusal('evaluation_refused', `${wrong.problems.join('; ')}.`, { status: 409 });
  if ([...schedules, ...rules].some((entry) => entry.name === name)) {
    const why = `${name} is no schedule of this app: the service carries it out, or it answers responses.`;
    throw new Refusal('evaluation_not_ours', why, { status: 409 });
  }
  throw new Refusal('evaluation_not_found', `foundry.config.ts has no evaluation named ${name.slice(0, 100)}.`, {
    status: 404,
  });
}
