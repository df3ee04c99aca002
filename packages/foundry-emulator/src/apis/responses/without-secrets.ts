import { isRecord } from '../../core/json-schema.ts';

const HIDDEN = '<redacted>';

/** Returns a tool definition without secrets, as responses repeat and store it. */
export function withoutSecrets(definition: unknown): unknown {
  if (!isRecord(definition)) return definition;
  const { headers, authorization } = definition;
  return {
    ...definition,
    ...(isRecord(headers) ? { headers: Object.fromEntries(Object.keys(headers).map((name) => [name, HIDDEN])) } : {}),
    ...(typeof authorization === 'string' ? { authorization: HIDDEN } : {}),
  };
}
