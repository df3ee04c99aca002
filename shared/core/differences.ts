import { isDeepStrictEqual } from 'node:util';

/** One difference between a deployed and a wanted definition; `undefined` means "not there". */
export interface Difference {
  /** Path of the part, for instance `tools[1].name`. */
  readonly place: string;
  readonly deployed: unknown;
  readonly wanted: unknown;
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Characters of a value that are shown. Long texts and whole tools are recognised by their beginning. */
const WIDTH = 160;

/** Prints each difference: its place, and below it the deployed and the wanted value. */
export const differenceLines = (differences: readonly Difference[]): string[] =>
  differences.flatMap(({ place, deployed: before, wanted }) => [
    `    ${place}`,
    ...(isDeepStrictEqual(before, undefined) ? [] : [`      - ${show(before)}`]),
    ...(isDeepStrictEqual(wanted, undefined) ? [] : [`      + ${show(wanted)}`]),
  ]);

function show(value: unknown): string {
  const text = JSON.stringify(value) ?? '';
  return text.length > WIDTH ? `${text.slice(0, WIDTH)}... (${text.length} characters)` : text;
}
