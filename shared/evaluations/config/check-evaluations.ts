import { z } from 'zod';
import { parseDuration } from '../../duration.ts';
import { fieldProblems } from '../../jobs/requests/field-problems.ts';
import { evaluationData } from '../../jobs/kinds/evaluation-run/data.ts';
import { gates } from '../../jobs/kinds/evaluation-run/request.ts';
import { evaluationTarget } from '../../jobs/kinds/evaluation-run/target.ts';
import { jobOptions } from '../../jobs/requests/job-options.ts';
import { CATCH_UP, type Evaluation, type EvaluationConfig, OVERLAP, type RefusedEvaluation } from './evaluation.ts';
import { triggerProblems } from './trigger-problems.ts';

/** A name is part of addresses, and a key of tables. */
const NAME = /^[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?$/;

const LONGEST_JITTER_MS = 3_600_000;

const definition = z.strictObject({
  name: z.string().min(1),
  fields: z.array(z.string().min(1)).min(1, 'names no field: rows need one at least'),
  criteria: z
    .array(z.looseObject({ type: z.string().min(1), name: z.string().min(1) }))
    .min(1, 'holds no criterion: nothing would be asked of the answers'),
});

const jitter = z.string().refine((text) => (parseDuration(text) ?? Number.POSITIVE_INFINITY) <= LONGEST_JITTER_MS, {
  message: 'must be an ISO 8601 duration of at most PT1H, such as PT30S',
});

const entry = z.strictObject({
  eval: z.union(
    [z.string().min(1), definition],
    'must be the id of an eval, or a definition { name, fields, criteria }',
  ),
  when: z.looseObject({ type: z.enum(['Cron', 'Recurrence', 'OneTime'], 'must be cron(...), every(...) or at(...)') }),
  data: evaluationData,
  target: z.union([z.string().min(1), evaluationTarget]).optional(),
  prompt: z.string().min(1).optional(),
  gates: gates.optional(),
  catchUp: z.enum(CATCH_UP).optional(),
  overlap: z.enum(OVERLAP).optional(),
  jitter: jitter.optional(),
  maxHourlyRuns: z.int().min(1).optional(),
  webhook: jobOptions.webhook,
  enabled: z.boolean().optional(),
});

export interface CheckedEvaluations {
  readonly entries: readonly Evaluation[];
  readonly refused: readonly RefusedEvaluation[];
}

/** Checks each entry by itself: one that is wrong says what is wrong with it, and keeps no other one from running. */
export function checkEvaluations(evaluations: Readonly<Record<string, EvaluationConfig>>): CheckedEvaluations {
  const entries: Evaluation[] = [];
  const refused: RefusedEvaluation[] = [];
  const names = new Map<string, string>();
  for (const [name, config] of Object.entries(evaluations)) {
    const twin = names.get(name.toLowerCase());
    const problems = [...(twin === undefined ? [] : [`: is named like "${twin}": addresses do not tell case`])];
    names.set(name.toLowerCase(), twin ?? name);
    problems.push(
      ...(NAME.test(name) ? [] : [': is to be named with letters and digits, hyphens between them, 63 at most']),
    );
    problems.push(...problemsOf(config));
    if (problems.length > 0)
      refused.push({ name, problems: problems.map((problem) => `evaluations.${name}${problem}`) });
    else entries.push(evaluationOf(name, config));
  }
  return { entries, refused };
}

function problemsOf(config: unknown): string[] {
  const parsed = entry.safeParse(config);
  const whole = 'the request';
  if (!parsed.success) {
    return fieldProblems(parsed.error, config).map(({ field, problem }) =>
      field === whole ? `: ${problem}` : `.${field}: ${problem}`,
    );
  }
  const { eval: asked, gates: wanted, when } = parsed.data;
  const criteria = typeof asked === 'string' ? undefined : asked.criteria.map(({ name }) => name);
  const twice = criteria?.find((name, index) => criteria.indexOf(name) !== index);
  return [
    ...triggerProblems(when as unknown as EvaluationConfig['when']).map(
      ({ field, problem }) => `.when.${field}: ${problem}`,
    ),
    ...(twice === undefined ? [] : [`.eval.criteria: two are named "${twice}"`]),
    ...Object.keys(wanted ?? {})
      .filter((gate) => criteria !== undefined && !criteria.includes(gate))
      .map((gate) => `.gates.${gate}: the eval has no such criterion. It has: ${criteria?.join(', ')}`),
  ];
}

function evaluationOf(name: string, config: EvaluationConfig): Evaluation {
  const { target, jitter: spread = 'PT1M', catchUp = 'latest', overlap = 'skip', enabled = true, ...rest } = config;
  const who = typeof target === 'string' ? { agent: target } : target;
  return {
    ...rest,
    name,
    catchUp,
    overlap,
    enabled,
    jitter: parseDuration(spread) ?? 0,
    ...(who === undefined ? {} : { target: who }),
  };
}
