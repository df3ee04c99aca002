import type { JsonSchema } from '../../core/json-schema.ts';
import { textsMatching } from './texts-matching.ts';

/** A text of each format that structured outputs know. Source: OpenAI structured outputs guide, "Supported properties". */
const SAMPLES: Readonly<Record<string, (now: string) => string>> = {
  'date-time': (now) => now,
  date: (now) => now.slice(0, 10),
  time: (now) => now.slice(11),
  duration: () => 'PT0S',
  email: () => 'someone@example.com',
  hostname: () => 'example.com',
  ipv4: () => '192.0.2.1',
  ipv6: () => '2001:db8::1',
  uuid: () => '00000000-0000-4000-8000-000000000000',
  uri: () => 'https://example.com/',
};

/** Text of a string property about which nothing is known, where the schema allows any text. */
const UNKNOWN = 'unknown';

/**
 * Yields texts that a schema may accept, the most telling first.
 * @param own the text meant for this property; `text` is one whose words may match a pattern or a format
 */
export function* plainText(
  schema: JsonSchema,
  { own, text: said }: { readonly own: string | undefined; readonly text: string },
  now: Date,
): Generator<string> {
  const { format, pattern, minLength, maxLength } = schema;
  const text = own ?? (format === undefined && pattern === undefined ? UNKNOWN : said);
  yield text;
  if (typeof format === 'string' || pattern !== undefined) {
    for (const [word] of said.matchAll(/[^\s"'()<>,;]+/g)) yield word.replace(/[.:!?]+$/, '');
  }
  if (typeof format === 'string') {
    const sample = SAMPLES[format]?.(now.toISOString());
    if (sample !== undefined) yield sample;
  }
  if (pattern !== undefined) yield* textsMatching(pattern);
  if (typeof maxLength === 'number') yield characters(text).slice(0, maxLength).join('');
  if (typeof minLength === 'number') {
    const longer = characters(text === '' ? '.' : text);
    while (longer.length < minLength) longer.push('.');
    yield longer.slice(0, typeof maxLength === 'number' ? maxLength : undefined).join('');
  }
  yield '';
}

/** Splits into code points, the unit of `minLength` and `maxLength`. */
const characters = (text: string): string[] => [...text];
