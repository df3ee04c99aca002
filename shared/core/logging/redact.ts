const HIDDEN = '[hidden]';

/** Names of headers, settings and fields whose value is a credential. */
const SECRET_NAMES = [
  'sig',
  'AccountKey',
  'AccessKey',
  'SharedAccessKey',
  'SharedAccessSignature',
  'InstrumentationKey',
  'x-functions-key',
  'ocp-apim-subscription-key',
  'api[-_]?key',
  'password',
  'secret',
  'client_secret',
  'access_token',
  'refresh_token',
  'id_token',
].join('|');

/** Credentials in the forms they have in headers, URLs and connection strings. */
const TOKENS: readonly [RegExp, string][] = [
  [/\b(Bearer|Basic|SharedKey(?:Lite)?)\s+[^\s"',;]+/gi, `$1 ${HIDDEN}`],
  [new RegExp(`\\b(${SECRET_NAMES})(["']?\\s*[=:]\\s*["']?)[^&\\s"';,]+`, 'gi'), `$1$2${HIDDEN}`],
  // A function key is `code` in a query; elsewhere a code is a status or the name of an error.
  [/([?&]code=)[^&\s"']+/gi, `$1${HIDDEN}`],
  [/\beyJ[\w-]{5,}\.[\w-]+\.[\w-]*/g, HIDDEN],
  // The path of a webhook is its credential.
  [/(https?:\/\/(?:[\w.-]*\b(?:web)?hooks?\b[\w.-]*(?::\d+)?))\/[^\s"'<>]+/gi, `$1/${HIDDEN}`],
  [/(https?:\/\/[\w.-]+(?::\d+)?)\/[^\s"'<>]*\b(?:webhook|hooks?\b)[^\s"'<>]*/gi, `$1/${HIDDEN}`],
];

/** A text without tokens, keys and signatures. */
export function redactTokens(text: string): string {
  return TOKENS.reduce((left, [form, instead]) => left.replace(form, instead), text);
}

/** Shorter values are in every second line by chance, and give nothing away. */
const SHORTEST = 4;
const MOST_VALUES = 1_000;

/** The texts and numbers within arguments, the longest first: one may hold another. */
export function valuesIn(args: unknown): string[] {
  const found = new Set<string>();
  // Iterative, because the sender of a message decides on its depth.
  const left: unknown[] = [args];
  while (left.length > 0 && found.size < MOST_VALUES) {
    const value = left.pop();
    if (typeof value === 'object' && value !== null) for (const inner of Object.values(value)) left.push(inner);
    if (typeof value !== 'string' && typeof value !== 'number') continue;
    const text = String(value);
    for (const form of [text, text.trim(), JSON.stringify(text).slice(1, -1)])
      if (form.length >= SHORTEST) found.add(form);
  }
  return [...found].toSorted((a, b) => b.length - a.length);
}

/** A text in which none of these values is left. */
export function redactValues(text: string, values: readonly string[]): string {
  return values.reduce((left, value) => left.replaceAll(value, HIDDEN), text);
}
