import * as z from 'zod';
import type { EvaluationConfig } from './evaluation.ts';

type Field = keyof EvaluationConfig;

/** Settings that only this app's timer supports. */
const OF_THE_TIMER: readonly Field[] = ['catchUp', 'overlap', 'jitter', 'maxHourlyRuns'];
const OF_JOBS: readonly Field[] = ['gates', 'baseline', 'webhook'];
const OF_QUESTIONS: readonly Field[] = ['data', 'prompt'];

/** Returns settings that do not fit together: those that the chosen scheduler does not support, and those that are missing. */
export function kindProblems(config: EvaluationConfig): string[] {
  const given = (fields: readonly Field[], why: string) =>
    fields.filter((field) => config[field] !== undefined).map((field) => `.${field}: ${why}`);
  const { by = 'backend', when, data, target, eval: asked } = config;
  const onResponse = when.type === 'Response';
  const fields = typeof asked === 'string' ? undefined : asked.fields;
  return [
    ...(by === 'service' ? given(OF_JOBS, "the service has none: leave it out, or say by: 'backend'") : []),
    ...(by === 'service'
      ? given(['project'], "the service evaluates its own project: leave it out, or say by: 'backend'")
      : []),
    ...(onResponse && by === 'backend'
      ? given(['project'], "is for schedules: responses are looked up in the app's own project")
      : []),
    ...(by === 'service' && !onResponse
      ? given(OF_THE_TIMER, "the service's scheduler has none: leave it out, or say by: 'backend'")
      : []),
    ...(by === 'service' && data?.blob !== undefined
      ? [".data.blob: the service cannot read it: use dataset, fileId or items, or say by: 'backend'"]
      : []),
    ...(onResponse ? given(OF_THE_TIMER, 'is for schedules; onResponse({ share, maxHourlyRuns }) has its own') : []),
    ...(by === 'service' && when.type === 'Response' && when.look !== undefined
      ? [".when.look: the service's rules see every response: leave it out"]
      : []),
    ...(onResponse ? given(OF_QUESTIONS, 'the rows are the responses: leave it out') : []),
    ...(onResponse && agentOf(target) === undefined ? ['.target: name the agent whose responses are meant'] : []),
    ...(onResponse && fields !== undefined
      ? ['.eval.fields: the rows are the responses: leave it out, and use {{item.query}} and {{sample.output_text}}']
      : []),
    ...(!onResponse && data === undefined ? ['.data: name one of blob, items, dataset, fileId'] : []),
    ...(!onResponse && typeof asked !== 'string' && fields === undefined
      ? ['.eval.fields: names no field: rows need one at least']
      : []),
  ];
}

const agentOf = (target: EvaluationConfig['target']): string | undefined =>
  typeof target === 'string' ? target : target?.agent;

/** The other entry; it may be invalid itself. */
const other = z.looseObject({ by: z.unknown().optional(), eval: z.unknown().optional() });

/** Returns the problems of a baseline that is another entry: it must exist, run in this app, and share a criterion. */
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
