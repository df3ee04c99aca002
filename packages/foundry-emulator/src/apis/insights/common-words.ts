const SHOWN = 3;
const SHORTEST = 4;

/** Returns words that most of the texts and few of the others contain, as a label. */
export function commonWords(texts: readonly string[], others: readonly string[]): string[] {
  const here = counts(texts);
  const there = counts(others);
  const share = (word: string) => (here.get(word) ?? 0) / texts.length - (there.get(word) ?? 0) / (others.length || 1);
  return [...here.keys()]
    .filter((word) => share(word) > 0)
    .sort((left, right) => share(right) - share(left) || left.localeCompare(right))
    .slice(0, SHOWN);
}

/** Counts the texts that contain each word. */
function counts(texts: readonly string[]): Map<string, number> {
  const found = new Map<string, number>();
  for (const text of texts) {
    for (const word of new Set(text.toLowerCase().match(/\p{L}+/gu) ?? [])) {
      if (word.length >= SHORTEST) found.set(word, (found.get(word) ?? 0) + 1);
    }
  }
  return found;
}
