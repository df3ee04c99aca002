import * as z from 'zod';
import { RequestError } from '../../../core/request-error.ts';
import { explainServiceError, statusOf } from '../../../foundry/service-error.ts';
import type { JobContext } from '../../contract/job-context.ts';
import type { EvaluationRunRequest, Gates } from './request.ts';

/** The parts of an eval that a request is checked against. */
export interface KnownEval {
  /** Names of its criteria. */
  readonly criteria: readonly string[];
  /** Fields a row must have, and all it may have, when the eval says. */
  readonly required: readonly string[];
  readonly fields: readonly string[] | undefined;
}

const shape = z.object({
  testing_criteria: z.array(z.object({ name: z.string() })),
  data_source_config: z
    .object({
      item_schema: z
        .object({ required: z.array(z.string()).catch([]), properties: z.record(z.string(), z.unknown()).optional() })
        .optional(),
    })
    .catch({}),
});

/** @throws RequestError (404) when there is no such eval */
export async function knownEval(evalId: string, { openai }: Pick<JobContext, 'openai'>): Promise<KnownEval> {
  const found = await openai.evals.retrieve(evalId).catch((error: unknown) => {
    if (statusOf(error) !== 404) throw explainServiceError(error, `Reading the eval ${evalId}`);
    throw new RequestError(
      'eval_not_found',
      `There is no eval ${evalId} in this project. Create it, or correct the id.`,
      {
        status: 404,
      },
    );
  });
  const { testing_criteria, data_source_config } = shape.parse(found);
  const schema = data_source_config.item_schema;
  return {
    criteria: testing_criteria.map(({ name }) => name),
    required: schema?.required ?? [],
    fields: schema?.properties && Object.keys(schema.properties),
  };
}

/** @throws RequestError when a gate is on a criterion that the eval does not have */
export function checkGates(gates: Gates | undefined, { criteria }: KnownEval): void {
  const details = Object.keys(gates ?? {})
    .filter((name) => !criteria.includes(name))
    .map((name) => ({ field: `gates.${name}`, problem: 'the eval has no such criterion' }));
  if (details.length === 0) return;
  const names = details.map(({ field }) => field).join(', ');
  throw new RequestError(
    'unknown_criterion',
    `${names}: the eval has no such criterion. It has: ${criteria.join(', ')}.`,
    {
      details,
    },
  );
}

/** @throws RequestError when the prompt asks for a field that rows do not have */
export function checkPrompt(prompt: string, { fields }: KnownEval): void {
  if (fields === undefined) return;
  const asked = [...prompt.matchAll(/\{\{\s*item\.([\w-]+)/g)].flatMap(([, field]) => field ?? []);
  const unknown = asked.filter((field) => !fields.includes(field));
  if (unknown.length === 0) return;
  throw new RequestError(
    'unknown_field',
    `The prompt names ${unknown.map((field) => `{{item.${field}}}`).join(', ')}, and rows of this eval have the fields ` +
      `${fields.join(', ')}. Give the question's field with "prompt".`,
    { details: [{ field: 'prompt', problem: `rows have no field ${unknown.join(', ')}` }] },
  );
}

/** @throws RequestError when there is nothing whose runs could be compared */
export function checkBaseline({ baseline, metadata }: Pick<EvaluationRunRequest, 'baseline' | 'metadata'>): void {
  if (baseline === undefined || metadata?.evaluation !== undefined) return;
  const problem = 'is for evaluations that have a past: name one as metadata.evaluation, or leave it out';
  throw new RequestError('invalid_request', `baseline: ${problem}.`, { details: [{ field: 'baseline', problem }] });
}
