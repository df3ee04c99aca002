import { z } from 'zod';

/** A text to look for, or a pattern as `/pattern/flags`. */
export const textOrPattern = z.string().min(1).refine(isTextOrPattern, 'is not a valid regular expression');

const compiled = new Map<string, RegExp | undefined>();

/** Compiled patterns are kept; scripts have few. */
const KEPT_PATTERNS = 1_000;

/** True when the text contains `looked`, ignoring case, or matches it as a pattern. */
export function matchesText(looked: string, text: string): boolean {
  if (!compiled.has(looked)) {
    if (compiled.size >= KEPT_PATTERNS) compiled.clear();
    compiled.set(looked, asPattern(looked));
  }
  const pattern = compiled.get(looked);
  return pattern ? pattern.test(text) : text.toLowerCase().includes(looked.toLowerCase());
}

/** `/pattern/flags`; flags that make a pattern remember where it was are left out. */
function asPattern(text: string): RegExp | undefined {
  const [, source, flags] = /^\/(.+)\/([a-z]*)$/s.exec(text) ?? [];
  return source === undefined ? undefined : new RegExp(source, flags?.replace(/[gy]/g, ''));
}

function isTextOrPattern(text: string): boolean {
  try {
    asPattern(text);
    return true;
  } catch {
    return false;
  }
}
