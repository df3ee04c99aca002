import * as z from 'zod';
import type { EvaluationConfig } from './evaluation.ts';

/** Of another entry, which may be wrong in itself. */
const other = z.looseObject({ by: z.unknown().optional(), eval: z.unknown().optional() });

/** What is wrong with a baseline that is another entry: there must be one, it must have runs here, and ask the same of answers. */
export function baselineProblems(
  name: string,
  { baseline, eval: asked }: EvaluationConfig,
  all: Readonly<Record<string, unknown>>,
): string[] {
  const wanted = typeof baseline === 'object' ? baseline.evaluation : undefined;
  if (wanted === undefined) return [];
  const problem = (text: string) => [`.baseline.evaluation: ${text}`];
  if (wanted === name) return problem("is the entry itself: say 'latest', or { label } for one of its runs");
  if (!Object.hasOwn(all, wanted)) return problem(`there is no entry "${wanted}"`);
  const entry = other.safeParse(all[wanted]).data;
  if (entry?.by === 'service')
    return problem(`"${wanted}" is carried out by the service: its scores are not known here`);
  const [mine, theirs] = [criteriaOf(asked), criteriaOf(entry?.eval)];
  if (mine === undefined || theirs === undefined || mine.some((one) => theirs.includes(one))) return [];
  return problem(`"${wanted}" has no criterion of the same name: it has ${theirs.join(', ')}`);
}

const definition = z.looseObject({ criteria: z.array(z.looseObject({ name: z.string() })) });

const criteriaOf = (asked: unknown): readonly string[] | undefined =>
  definition.safeParse(asked).data?.criteria.map(({ name }) => name);
