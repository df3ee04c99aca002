import { badRequest } from '../../core/http/api-error.ts';
import { isRecord } from '../../core/json-schema.ts';
import type { ModelFormat } from '../../model/contract/model.ts';
import { formatFault } from '../../model/contract/strict-schema.ts';
import type { TextFormat } from './create-body.ts';

/** Returns the output format. @throws ApiError 400 for an unknown format or an invalid schema */
export function modelFormat(format: TextFormat | null | undefined): ModelFormat {
  if (!format || format.type === 'text') return { type: 'text' };
  if (format.type === 'json_object') return { type: 'json_object' };
  if (format.type !== 'json_schema')
    throw badRequest('text.format.type must be text, json_object or json_schema.', 'text.format.type');
  const { name, schema, description, strict } = format;
  if (typeof name !== 'string') throw badRequest('text.format.name is missing.', 'text.format.name');
  if (!isRecord(schema)) throw badRequest('text.format.schema must be a JSON schema object.', 'text.format.schema');
  const fault = formatFault(schema, strict);
  if (fault) throw badRequest(`Invalid schema for response_format '${name}': ${fault}`, 'text.format.schema');
  return {
    type: 'json_schema',
    name,
    schema,
    ...(typeof description === 'string' ? { description } : {}),
    ...(typeof strict === 'boolean' ? { strict } : {}),
  };
}
