import { hashOf } from '../../core/hash.ts';

/** A testing criterion in the service's own words: `string_check`, `text_similarity`, `azure_ai_evaluator` ... */
export interface Criterion {
  readonly type: string;
  readonly name: string;
  readonly [field: string]: unknown;
}

/** The criteria for answers. The service's eval is created from it once; a changed definition creates another eval. */
export interface EvalDefinition {
  readonly name: string;
  /**
   * Text fields of every row: criteria refer to them as `{{item.query}}` and to answers as `{{sample.output_text}}`. Leave it out for an eval
   * of responses, whose rows are `query` and the answer.
   */
  readonly fields?: readonly string[];
  readonly criteria: readonly Criterion[];
}

/** Key in an eval's metadata with the id of its definition. */
export const DEFINITION_KEY = 'foundry-functions-definition';

export const definitionId = (definition: EvalDefinition): string => hashOf(definition).slice(0, 32);

/** Returns the definition in the form of the service. */
export function evalBody(definition: EvalDefinition) {
  const { name, fields, criteria } = definition;
  return {
    name,
    testing_criteria: criteria,
    data_source_config: fields === undefined ? RESPONSES : rowsOf(fields),
    metadata: { [DEFINITION_KEY]: definitionId(definition) },
  };
}

const RESPONSES = { type: 'azure_ai_source', scenario: 'responses' } as const;

function rowsOf(fields: readonly string[]) {
  const properties = Object.fromEntries(fields.map((field) => [field, { type: 'string' }]));
  return {
    type: 'custom',
    item_schema: { type: 'object', properties, required: fields },
    include_sample_schema: true,
  };
}
