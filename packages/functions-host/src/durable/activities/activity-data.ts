import { jsonNumberText } from '../../dotnet/number-text.ts';
import type { TypedData } from '../../worker/core-types.ts';
import type { JsonText } from '../history/history-event.ts';

/**
 * Converts an activity's input, given as JSON, to the value its function gets. The library has encoded strings as JSON
 * once more and decodes them in the worker; other values become text as .NET's ToString() gives it, `True` included.
 */
export function activityInput(input: JsonText | null): TypedData | undefined {
  const value: unknown = JSON.parse(input ?? 'null');
  if (value === null) return undefined;
  if (typeof value === 'string') return { string: value };
  if (typeof value === 'boolean') return { string: value ? 'True' : 'False' };
  return { string: typeof value === 'number' ? jsonNumberText(String(value)) : (input ?? '') };
}

/** Converts an activity's return value to the JSON that the history keeps. */
export function activityResult(value: TypedData | null | undefined): JsonText | null {
  if (!value) return null;
  if (value.string !== undefined) return JSON.stringify(value.string);
  if (value.json !== undefined) return value.json === 'null' ? null : value.json;
  if (value.bytes !== undefined) return JSON.stringify(Buffer.from(value.bytes).toString('base64'));
  if (value.int !== undefined) return String(value.int);
  if (value.double !== undefined) {
    return Number.isFinite(value.double) ? jsonNumberText(String(value.double)) : JSON.stringify(String(value.double));
  }
  return null;
}
