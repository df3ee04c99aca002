import type { JsonSchema } from '../../core/json-schema.ts';

/** Multiples that are tried, starting from a bound. */
const TRIED = 100;

/** Yields candidate numbers for a schema, the simplest first. Not all satisfy it; the caller checks. */
export function* plainNumber(schema: JsonSchema): Generator<number> {
  const { type, minimum, maximum } = schema;
  const low = bound(Math.max, minimum, schema.exclusiveMinimum);
  const high = bound(Math.min, maximum, schema.exclusiveMaximum);
  const whole = [type].flat().includes('integer') && ![type].flat().includes('number');
  const step =
    typeof schema.multipleOf === 'number' && schema.multipleOf > 0 ? schema.multipleOf : whole ? 1 : undefined;
  yield 0;
  if (step === undefined) {
    if (low !== undefined) yield* [low, low + 1];
    if (high !== undefined) yield* [high, high - 1];
    if (low !== undefined && high !== undefined) yield (low + high) / 2;
    return;
  }
  const start = low !== undefined ? Math.ceil(low / step) : high !== undefined ? Math.floor(high / step) : 0;
  const direction = low === undefined && high !== undefined ? -1 : 1;
  // Removes floating-point error from products such as 3 * 0.1.
  for (let at = 0; at < TRIED; at++) yield Number(((start + at * direction) * step).toPrecision(12));
}

function bound(choose: (...of: number[]) => number, ...given: unknown[]): number | undefined {
  const numbers = given.filter((each) => typeof each === 'number');
  return numbers.length > 0 ? choose(...numbers) : undefined;
}
