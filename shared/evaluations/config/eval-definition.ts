import { hashOf } from '../../core/canonical-json.ts';

/** A testing criterion in the service's own words: `string_check`, `text_similarity`, `azure_ai_evaluator` ... */
export interface Criterion {
  readonly type: string;
  readonly name: string;
  readonly [field: string]: unknown;
}

/** What is asked of answers. The service's eval is made of it once; a changed definition is another eval. */
export interface EvalDefinition {
  readonly name: string;
  /**
   * Fields that every row has, all of them texts: criteria name them as `{{item.query}}`, answers as `{{sample.output_text}}`. Left out
   * of an eval of responses: their rows are `query` and the answer.
   */
  readonly fields?: readonly string[];
  readonly criteria: readonly Criterion[];
}

/** Names the definition an eval was made of, in the eval's metadata. */
export const DEFINITION_KEY = 'foundry-functions-definition';

export const definitionId = (definition: EvalDefinition): string => hashOf(definition).slice(0, 32);

/** The definition as the service takes it. */
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
