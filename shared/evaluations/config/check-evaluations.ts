import * as z from 'zod';
import { parseDuration } from '../../core/duration.ts';
import { fieldProblems } from '../../core/validation.ts';
import { otherProject } from '../../foundry/other-project.ts';
import { jobOptions } from '../../jobs/contract/job-options.ts';
import { baseline } from '../../jobs/types/evaluation-run/baseline.ts';
import { evaluationData } from '../../jobs/types/evaluation-run/data.ts';
import { gates } from '../../jobs/types/evaluation-run/request.ts';
import { evaluationTarget } from '../../jobs/types/evaluation-run/target.ts';
import { baselineProblems, kindProblems } from './entry-problems.ts';
import {
  BY,
  CATCH_UP,
  type Evaluation,
  type EvaluationConfig,
  OVERLAP,
  type RefusedEvaluation,
  type ResponseRule,
  type ServiceSchedule,
} from './evaluation.ts';
import { triggerProblems } from './trigger-problems.ts';

/** A name is part of URLs and a key in tables. */
const NAME = /^[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?$/;

const LONGEST_JITTER_MS = 3_600_000;

const definition = z.strictObject({
  name: z.string().min(1),
  fields: z.array(z.string().min(1)).min(1, 'names no field: rows need one at least').optional(),
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
  by: z.enum(BY).optional(),
  when: z.looseObject({
    type: z.enum(
      ['Cron', 'Recurrence', 'OneTime', 'Response'],
      'must be cron(...), every(...), at(...) or onResponse(...)',
    ),
  }),
  data: evaluationData.optional(),
  target: z.union([z.string().min(1), evaluationTarget]).optional(),
  project: otherProject.optional(),
  prompt: z.string().min(1).optional(),
  gates: gates.optional(),
  baseline: baseline.optional(),
  catchUp: z.enum(CATCH_UP).optional(),
  overlap: z.enum(OVERLAP).optional(),
  jitter: jitter.optional(),
  maxHourlyRuns: z.int().min(1).optional(),
  webhook: jobOptions.webhook,
  enabled: z.boolean().optional(),
});

export interface CheckedEvaluations {
  /** Entries that this app's timer starts. */
  readonly entries: readonly Evaluation[];
  /** Entries that the service's scheduler starts. */
  readonly schedules: readonly ServiceSchedule[];
  /** Entries that run when a response completes, in this app or at the service. */
  readonly rules: readonly ResponseRule[];
  readonly refused: readonly RefusedEvaluation[];
}

/** Checks each entry by itself. An invalid entry is listed with its problems and does not stop the others. */
export function checkEvaluations(evaluations: Readonly<Record<string, EvaluationConfig>>): CheckedEvaluations {
  const entries: Evaluation[] = [];
  const schedules: ServiceSchedule[] = [];
  const rules: ResponseRule[] = [];
  const refused: RefusedEvaluation[] = [];
  const names = new Map<string, string>();
  for (const [name, config] of Object.entries(evaluations)) {
    const twin = names.get(name.toLowerCase());
    const problems = [...(twin === undefined ? [] : [`: is named like "${twin}": addresses do not tell case`])];
    names.set(name.toLowerCase(), twin ?? name);
    problems.push(
      ...(NAME.test(name) ? [] : [': is to be named with letters and digits, hyphens between them, 63 at most']),
    );
    const wrong = problemsOf(config);
    problems.push(...(wrong.length > 0 ? wrong : baselineProblems(name, config, evaluations)));
    if (problems.length > 0) {
      refused.push({ name, problems: problems.map((problem) => `evaluations.${name}${problem}`) });
      continue;
    }
    const read = readEntry(name, config);
    if (read.kind === 'rule') rules.push(read.rule);
    else if (read.kind === 'schedule') schedules.push(read.schedule);
    else entries.push(read.evaluation);
  }
  return { entries, schedules, rules, refused };
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
    ...kindProblems(parsed.data as unknown as EvaluationConfig),
    ...(twice === undefined ? [] : [`.eval.criteria: two are named "${twice}"`]),
    ...Object.keys(wanted ?? {})
      .filter((gate) => criteria !== undefined && !criteria.includes(gate))
      .map((gate) => `.gates.${gate}: the eval has no such criterion. It has: ${criteria?.join(', ')}`),
  ];
}

/** A checked entry by kind. */
export type ReadEntry =
  | { readonly kind: 'evaluation'; readonly evaluation: Evaluation }
  | { readonly kind: 'schedule'; readonly schedule: ServiceSchedule }
  | { readonly kind: 'rule'; readonly rule: ResponseRule };

/** @param config a valid entry */
function readEntry(name: string, config: EvaluationConfig): ReadEntry {
  const { by = 'backend', target: asked, enabled = true, when, data = {}, ...rest } = config;
  const target = typeof asked === 'string' ? { agent: asked } : asked;
  const who = target === undefined ? {} : { target };
  const { eval: evaluated, gates, baseline, webhook, prompt } = rest;
  if (when.type === 'Response') {
    const { share, maxHourlyRuns, look = true } = when;
    const more = {
      ...(maxHourlyRuns === undefined ? {} : { maxHourlyRuns }),
      ...(gates === undefined ? {} : { gates }),
      ...(baseline === undefined ? {} : { baseline }),
      ...(webhook === undefined ? {} : { webhook }),
    };
    return {
      kind: 'rule',
      rule: { name, by, eval: evaluated, agent: target?.agent ?? '', share, look, enabled, ...more },
    };
  }
  if (by === 'service') {
    const asking = prompt === undefined ? {} : { prompt };
    return { kind: 'schedule', schedule: { name, eval: evaluated, when, data, enabled, ...who, ...asking } };
  }
  const { jitter: spread = 'PT1M', catchUp = 'latest', overlap = 'skip' } = rest;
  const jitter = parseDuration(spread) ?? 0;
  return { kind: 'evaluation', evaluation: { ...rest, name, when, data, enabled, catchUp, overlap, jitter, ...who } };
}
