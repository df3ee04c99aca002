import { badRequest } from '../../../core/http/api-error.ts';
import { formatFault } from '../../../model/contract/strict-schema.ts';
import type { ResponseFormat } from './assistant.ts';

/** @throws ApiError 400 for a schema that no answer can be kept to */
export function checkResponseFormat(format: ResponseFormat | null | undefined): void {
  if (typeof format !== 'object' || format === null || !('json_schema' in format)) return;
  const { name, schema, strict } = format.json_schema;
  const fault = formatFault(schema ?? {}, strict);
  const at = 'response_format.json_schema.schema';
  if (fault) throw badRequest(`Invalid schema for response_format '${name}': ${fault}`, at);
}
