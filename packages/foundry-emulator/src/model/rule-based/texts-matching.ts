import { createRequire } from 'node:module';

const TRIED = 100;

/** Returns texts that match a pattern, the same each time; empty for patterns that cannot be generated from. */
export function textsMatching(pattern: string): readonly string[] {
  // Loaded on demand: the package is large.
  const fc = createRequire(import.meta.filename)('fast-check') as typeof import('fast-check');
  try {
    const texts = fc.sample(fc.stringMatching(new RegExp(pattern, 'u')), { seed: 1, numRuns: TRIED });
    return texts.toSorted((left, right) => strangeness(left) - strangeness(right));
  } catch {
    return [];
  }
}

/** Sorts short and simple texts first, for readability. */
const strangeness = (text: string): number => text.length + 10 * text.replace(/[\w .:-]/g, '').length;
