import type { JsonSchema } from '../../core/json-schema.ts';
import type { DataSourceConfig } from './objects/eval.ts';

/** Schema of `sample` when a model answers the rows. */
const SAMPLE: JsonSchema = {
  type: 'object',
  properties: {
    model: { type: 'string' },
    output_text: { type: 'string' },
    output_json: {},
    output_tools: { type: 'array', items: { type: 'object' } },
    choices: { type: 'array', items: { type: 'object' } },
  },
  required: ['output_text'],
};

/** Returns the schema of the variables in templates, which the clients' types have next to the config. */
export function scopeSchema(config: DataSourceConfig): JsonSchema {
  const sampled = config.type !== 'custom' || config.include_sample_schema === true;
  return {
    type: 'object',
    properties: {
      item: config.type === 'custom' ? config.item_schema : { type: 'object' },
      ...(sampled ? { sample: SAMPLE } : {}),
    },
    required: sampled ? ['item', 'sample'] : ['item'],
  };
}
