import { isRecord } from '../../core/json-schema.ts';

const HIDDEN = '<redacted>';

/** A tool's definition as a response repeats it and keeps it: without what lets the emulator in elsewhere. */
export function withoutSecrets(definition: unknown): unknown {
  if (!isRecord(definition)) return definition;
  const { headers, authorization } = definition;
  return {
    ...definition,
    ...(isRecord(headers) ? { headers: Object.fromEntries(Object.keys(headers).map((name) => [name, HIDDEN])) } : {}),
    ...(typeof authorization === 'string' ? { authorization: HIDDEN } : {}),
  };
}
