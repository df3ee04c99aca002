import { z } from 'zod';
import type { FunctionEntry } from '../app/function-table.ts';
import type { Log } from '../core/log.ts';
import { readBody } from '../server/incoming-request.ts';
import { replyEmpty } from '../server/reply.ts';
import { type AdminCall, parseBody } from './admin.ts';

/** `{"input": "..."}`. As on the real host, the name is case-insensitive and plain values become text. */
const runRequest = z.preprocess(
  (body) =>
    typeof body === 'object' && body !== null && !Array.isArray(body)
      ? Object.fromEntries(Object.entries(body).map(([name, value]) => [name.toLowerCase(), value]))
      : body,
  z.object({ input: z.union([z.string(), z.number(), z.boolean()]).nullish() }),
);

/**
 * Serves POST /admin/functions/{name}: runs a function without an HTTP trigger manually. Answers 202 at once, as the
 * real host does; the log shows the outcome.
 */
export async function runManually(call: AdminCall, entry: FunctionEntry | undefined, log: Log): Promise<void> {
  const { request, response } = call;
  if (!/^(?:application|text)\/(?:[^;]*\+)?json\b/i.test(request.headers['content-type'] ?? '')) {
    return replyEmpty(response, 415);
  }
  const given = runRequest.safeParse(parseBody(await readBody(request.message, true)));
  if (!given.success) return replyEmpty(response, 400);
  if (!entry) return replyEmpty(response, 404);
  replyEmpty(response, 202);

  const { fn, listener, errors } = entry;
  const functionLog = log.for(`Function.${fn.name}`);
  if (!listener) functionLog.error(`It cannot be run: ${errors.join(' ')}`, { function: fn.name });
  else if (!listener.runManually) {
    functionLog.warning('It cannot be run by hand: only its trigger can call it.', { function: fn.name });
  } else {
    // The executor has logged the failure.
    await listener.runManually(`${given.data.input ?? ''}`).catch(() => {});
  }
}
