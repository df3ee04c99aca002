/**
 * Parses a query as the app sees it without streaming: names that differ only in case are one (in the spelling of the
 * last), and repeated values are joined by commas.
 */
export function parseQuery(query: string): Readonly<Record<string, string>> {
  const found = new Map<string, { name: string; values: string[] }>();
  for (const pair of query.split('&')) {
    if (pair === '') continue;
    const equals = pair.indexOf('=');
    const name = decode(equals < 0 ? pair : pair.slice(0, equals));
    const value = equals < 0 ? '' : decode(pair.slice(equals + 1));
    const key = name.toLowerCase();
    found.set(key, { name, values: [...(found.get(key)?.values ?? []), value] });
  }
  return Object.fromEntries([...found.values()].map(({ name, values }) => [name, values.join(',')]));
}

/** Invalid percent sequences stay unchanged. */
function decode(text: string): string {
  const spaced = text.replaceAll('+', ' ');
  return spaced.replace(/(?:%[0-9a-f]{2})+/gi, (run) => {
    try {
      return decodeURIComponent(run);
    } catch {
      return run;
    }
  });
}
