import { given } from '../../core/given.ts';
import { badRequest } from '../../core/http/api-error.ts';
import type { ModelFormat } from '../../model/contract/model.ts';
import { formatFault } from '../../model/contract/strict-schema.ts';
import type { ResponseFormat } from './chat-body.ts';

/** Returns the output format. @throws ApiError 400 for an invalid schema */
export function modelFormat(format: ResponseFormat | null | undefined): ModelFormat {
  if (!format) return { type: 'text' };
  if (format.type !== 'json_schema') return { type: format.type };
  const { name, schema, description, strict } = format.json_schema;
  const at = 'response_format.json_schema.schema';
  if (!schema) throw badRequest(`Missing required parameter: '${at}'.`, at);
  const fault = formatFault(schema, strict);
  if (fault) throw badRequest(`Invalid schema for response_format '${name}': ${fault}`, at);
  return { type: 'json_schema', name, schema, ...given('description', description), ...given('strict', strict) };
}
