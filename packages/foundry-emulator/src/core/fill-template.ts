/**
 * Replaces `{{name}}` in every text of a value. A text that is nothing but one placeholder becomes the value itself, whatever its type;
 * within a longer text the value is written out. Placeholders without a value stay: prompts have templates of their own.
 */
export function fillTemplate(part: unknown, values: ReadonlyMap<string, unknown>): unknown {
  if (Array.isArray(part)) return part.map((each) => fillTemplate(each, values));
  if (typeof part === 'object' && part !== null)
    return Object.fromEntries(Object.entries(part).map(([key, each]) => [key, fillTemplate(each, values)]));
  if (typeof part !== 'string') return part;
  const whole = /^\s*\{\{\s*([\w-]+)\s*\}\}\s*$/.exec(part)?.[1];
  if (whole !== undefined && values.has(whole)) return values.get(whole);
  return fillText(part, values);
}

/** Replaces `{{name}}` in a text. */
export const fillText = (text: string, values: ReadonlyMap<string, unknown>): string =>
  text.replace(/\{\{\s*([\w-]+)\s*\}\}/g, (placeholder, name: string) =>
    values.has(name) ? written(values.get(name)) : placeholder,
  );

const written = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));
