import { createRequire } from 'node:module';

const TRIED = 100;

/** Texts that match a pattern, the same ones for the same pattern; none where it has parts that nobody can work backwards from. */
export function textsMatching(pattern: string): readonly string[] {
  // Few schemas have patterns, and the package is large.
  const fc = createRequire(import.meta.filename)('fast-check') as typeof import('fast-check');
  try {
    const texts = fc.sample(fc.stringMatching(new RegExp(pattern, 'u')), { seed: 1, numRuns: TRIED });
    return texts.toSorted((left, right) => strangeness(left) - strangeness(right));
  } catch {
    return [];
  }
}

/** Short and plain ones first: they are for people to read. */
const strangeness = (text: string): number => text.length + 10 * text.replace(/[\w .:-]/g, '').length;
