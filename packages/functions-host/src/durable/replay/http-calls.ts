import { z } from 'zod';
import type { JsonText } from '../history/history-event.ts';
import type { HttpRequest } from './action.ts';
import type { Future, Routine } from './future.ts';
import type { Ledger } from './ledger.ts';
import { createTimer } from './routines.ts';

/** Name of the activity behind `callHttp`, which the host runs itself. */
export const HTTP_ACTIVITY = 'BuiltIn::HttpActivity';

const ACCEPTED = 202;

const answerShape = z.object({
  statusCode: z.number(),
  headers: z.record(z.string(), z.union([z.string(), z.array(z.string())])).default({}),
});

/**
 * Sends a request. While the response is 202, it polls the Location after Retry-After seconds.
 * @param pollInterval milliseconds for responses without Retry-After
 */
export function* callHttp(ledger: Ledger, request: HttpRequest, pollInterval: number): Routine<void> {
  const send = (what: HttpRequest): Future<JsonText | null> =>
    ledger.ask(() => ({ kind: 'task', name: HTTP_ACTIVITY, input: JSON.stringify(what) })).result;
  let result = send(request);
  for (;;) {
    yield result;
    const answer = answerShape.parse(JSON.parse(result.value ?? 'null'));
    if (answer.statusCode !== ACCEPTED || !request.asynchronousPatternEnabled) return;
    const retryAfter = header(answer.headers, 'retry-after');
    const wait = retryAfter === undefined ? pollInterval : Number.parseInt(retryAfter, 10) * 1000;
    yield createTimer(ledger, ledger.now + wait).result;
    const location = header(answer.headers, 'location');
    if (location === undefined) throw new Error('An answer of 202 named no Location to ask at.');
    result = send(pollRequest(request, location));
  }
}

/**
 * Builds the polling request. A function key of the first request does not fit the status endpoint, so it is omitted.
 */
function pollRequest({ headers, tokenSource }: HttpRequest, location: string): HttpRequest {
  const kept = Object.entries(headers ?? {}).filter(([name]) => name.toLowerCase() !== 'x-functions-key');
  return {
    method: 'GET',
    uri: location,
    headers: Object.fromEntries(kept),
    asynchronousPatternEnabled: true,
    ...(tokenSource ? { tokenSource } : {}),
  };
}

function header(headers: Readonly<Record<string, string | string[]>>, name: string): string | undefined {
  const value = Object.entries(headers).find(([key]) => key.toLowerCase() === name)?.[1];
  return Array.isArray(value) ? value[0] : value;
}
