import { jsonNumberText } from '../../dotnet/number-text.ts';
import type { TypedData } from '../../worker/core-types.ts';
import type { JsonText } from '../history/history-event.ts';

/**
 * What an activity's function gets for its input, given as JSON. The library writes strings as JSON once more before they
 * come here and reads them so in the worker; what is no string goes through .NET's idea of a string, `True` included.
 */
export function activityInput(input: JsonText | null): TypedData | undefined {
  const value: unknown = JSON.parse(input ?? 'null');
  if (value === null) return undefined;
  if (typeof value === 'string') return { string: value };
  if (typeof value === 'boolean') return { string: value ? 'True' : 'False' };
  return { string: typeof value === 'number' ? jsonNumberText(String(value)) : (input ?? '') };
}

/** An activity's result as history keeps it. */
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
