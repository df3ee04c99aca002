import { messageOf } from '../../../../../shared/core/errors.ts';
import { badRequest } from '../../core/http/api-error.ts';
import { faultOf, variablesOfCriterion } from '../../grading/check-criterion.ts';
import type { Criterion } from '../../grading/contract/criteria.ts';
import { rowCheck } from './data/row-check.ts';
import type { DataSourceConfig, EvalRequest } from './objects/eval.ts';

/** @throws ApiError 400 naming the field that makes the eval invalid for any data */
export function checkEval({ data_source_config: config, testing_criteria: criteria }: EvalRequest): void {
  try {
    rowCheck(config);
  } catch (error) {
    throw badRequest(messageOf(error), 'data_source_config.item_schema');
  }
  const names = new Set<string>();
  for (const [at, criterion] of criteria.entries()) {
    const place = `testing_criteria[${at}]`;
    const fault = faultOf(criterion);
    if (fault) throw badRequest(fault.message, `${place}.${fault.field}`);
    if (names.has(criterion.name)) {
      throw badRequest(
        `There are two criteria named "${criterion.name}"; their results could not be told apart.`,
        `${place}.name`,
      );
    }
    names.add(criterion.name);
    checkFields(criterion, config, place);
  }
}

/** Checks variables against an item schema that forbids additional fields. */
function checkFields(criterion: Criterion, config: DataSourceConfig, place: string): void {
  if (config.type !== 'custom' || config.item_schema.additionalProperties !== false) return;
  const known = Object.keys(config.item_schema.properties ?? {});
  const path = variablesOfCriterion(criterion).find(
    (one) => one.startsWith('item.') && !known.includes(one.split(/[.[]/)[1] ?? ''),
  );
  if (path === undefined) return;
  throw badRequest(`{{${path}}} names a field that item_schema does not have; it has ${known.join(', ')}.`, place);
}
