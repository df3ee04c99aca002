import { randomBytes } from 'node:crypto';
import { isRecord } from '../../core/json-schema.ts';
import type { AzureFunctionSettings } from '../../core/storage/azure-function-settings.ts';

/** A reply of a function, or the reason why a message is not one. */
export type Reply = { correlationId: string; value: string } | { correlationId?: string; fault: string };

/** A call for an input queue. */
export interface QueuedCall {
  readonly name: string;
  readonly args: Readonly<Record<string, unknown>>;
  readonly correlationId: string;
}

/**
 * Returns a CorrelationId: opaque text, as the service sends it. A function that expects a UUID fails here as it would there.
 * Source: public log of a live run.
 */
export const newCorrelationId = (): string => randomBytes(24).toString('base64url');

/** Returns the text of a call's message: base64 of JSON, because the storage SDK encodes nothing itself. */
export function encodeCall({ name, args, correlationId }: QueuedCall, shape: AzureFunctionSettings['shape']): string {
  const message =
    shape === 'flat'
      ? { ...args, CorrelationId: correlationId }
      : { function_args: args, function_name: name, CorrelationId: correlationId };
  return Buffer.from(JSON.stringify(message)).toString('base64');
}

/** Reads a reply. A Value that is not a string is passed on as JSON. */
export function decodeReply(text: string, replies: AzureFunctionSettings['replies']): Reply {
  const message = fromBase64(text) ?? (replies === 'any' ? fromJson(text) : undefined);
  if (message === undefined) {
    return { fault: replies === 'any' ? 'it is neither base64 of JSON nor JSON' : 'it is not base64 of JSON' };
  }
  if (!isRecord(message)) return { fault: 'it is not a JSON object' };
  const { CorrelationId: correlationId, Value: value } = message;
  if (typeof correlationId !== 'string' || correlationId === '')
    return { fault: `it has no CorrelationId${near(message, 'CorrelationId')}` };
  if (value === undefined) return { correlationId, fault: `it has no Value${near(message, 'Value')}` };
  return { correlationId, value: typeof value === 'string' ? value : JSON.stringify(value) };
}

/** Decodes base64 of JSON; undefined for other texts. As in the host's decoder, white space does not count. */
function fromBase64(text: string): unknown {
  const base64 = text.replace(/[ \t\r\n]/g, '');
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(base64)) return undefined;
  return fromJson(Buffer.from(base64, 'base64').toString('utf8'));
}

function fromJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Returns a hint for a misspelled name. Names are case-sensitive. */
function near(message: Record<string, unknown>, name: string): string {
  const other = Object.keys(message).find((key) => key.toLowerCase().replaceAll('_', '') === name.toLowerCase());
  return other === undefined ? '' : ` (it has "${other}"; the name must be "${name}")`;
}
