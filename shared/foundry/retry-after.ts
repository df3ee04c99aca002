/** The longest wait a service may impose. Source: Azure OpenAI answers "retry after N seconds" with up to 86,400. */
export const MAX_RETRY_AFTER_MS = 86_400_000;

/**
 * Milliseconds an answer's headers ask to wait before the next request: `retry-after-ms`, `retry-after` (seconds or a date), and
 * OpenAI's hint for pollers `openai-poll-after-ms`; the longest of them. Undefined when they ask for nothing that can be read.
 */
export function retryAfterOf(headers: Pick<Headers, 'get'>, now: number): number | undefined {
  const asked = [
    milliseconds(headers.get('retry-after-ms')),
    // A date is one of the service's clock: so is the date of the answer itself.
    parseRetryAfter(headers.get('retry-after'), httpDate(headers.get('date')) ?? now),
    milliseconds(headers.get('openai-poll-after-ms')),
  ].filter((wait) => wait !== undefined);
  return asked.length === 0 ? undefined : Math.min(MAX_RETRY_AFTER_MS, Math.max(...asked));
}

function parseRetryAfter(text: string | null, now: number): number | undefined {
  const seconds = milliseconds(text);
  if (seconds !== undefined) return seconds * 1000;
  const date = httpDate(text);
  return date === undefined ? undefined : Math.max(0, date - now);
}

/** Milliseconds since 1970 of what is written as HTTP writes dates: Date.parse by itself makes a date of nearly everything. */
export function httpDate(text: string | null): number | undefined {
  const date = Date.parse(/^\s*[A-Za-z]{3}.* GMT\s*$/.test(text ?? '') ? (text ?? '') : '');
  return Number.isNaN(date) ? undefined : date;
}

/** A plain number that is not negative. `Number` alone would read "" and "0x10" as numbers, too. */
function milliseconds(text: string | null): number | undefined {
  return text !== null && /^\s*\d+(\.\d+)?\s*$/.test(text) ? Number(text) : undefined;
}
