import { z } from 'zod';
import type { FunctionEntry } from '../app/function-table.ts';
import type { Log } from '../core/log.ts';
import { readBody } from '../server/incoming-request.ts';
import { replyEmpty } from '../server/reply.ts';
import { type AdminCall, parseBody } from './admin.ts';

/** `{"input": "..."}`: its name does not care for case, and plain values become text, as on the real host. */
const runRequest = z.preprocess(
  (body) =>
    typeof body === 'object' && body !== null && !Array.isArray(body)
      ? Object.fromEntries(Object.entries(body).map(([name, value]) => [name.toLowerCase(), value]))
      : body,
  z.object({ input: z.union([z.string(), z.number(), z.boolean()]).nullish() }),
);

/**
 * POST /admin/functions/{name}: runs a function that is not HTTP by hand. Answers 202 at once, as the real host does; the log
 * tells how the run went.
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
    // A failed run has been logged where it failed.
    await listener.runManually(`${given.data.input ?? ''}`).catch(() => {});
  }
}
