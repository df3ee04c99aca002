import type { JsonSchema } from '../../core/json-schema.ts';
import type { DataSourceConfig } from './objects/eval.ts';

/** What `sample` has when a model was asked. */
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

/** The schema of what templates can refer to, as the clients' types have it beside the config itself. */
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
