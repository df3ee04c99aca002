import { RequestError } from './request-error.ts';

/**
 * Levels of objects and arrays that JSON from outside may have. Ours: tool schemas and rows of data have fewer than ten, and code that
 * walks a value by recursion overflows the stack at some thousands.
 */
export const MAX_JSON_DEPTH = 64;

/** True when a value has more than MAX_JSON_DEPTH levels. Walks without recursion: the sender decides on the depth. */
export function isTooDeep(value: unknown): boolean {
  let level: unknown[] = [value];
  for (let depth = 0; level.length > 0; depth++) {
    const objects = level.filter((one) => typeof one === 'object' && one !== null);
    if (objects.length > 0 && depth >= MAX_JSON_DEPTH) return true;
    level = objects.flatMap((one) => Object.values(one as object));
  }
  return false;
}

/**
 * Parses JSON from outside. All entrances use it: HTTP bodies, queue messages and lines of files; their sizes are limited where the bytes
 * are read.
 *
 * @throws SyntaxError when the text is not JSON
 * @throws RequestError 400 `json_too_deep` when it is nested deeper than MAX_JSON_DEPTH
 */
export function parseJson(text: string): unknown {
  return refuseDeep(JSON.parse(text));
}

/** Returns a value that was parsed elsewhere. @throws RequestError 400 `json_too_deep` */
export function refuseDeep<T>(value: T): T {
  if (!isTooDeep(value)) return value;
  throw new RequestError('json_too_deep', `The JSON is nested deeper than ${MAX_JSON_DEPTH} levels.`, { status: 400 });
}
