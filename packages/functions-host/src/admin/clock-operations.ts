import { z } from 'zod';
import { parseDuration } from '../../../../shared/core/duration.ts';
import type { HostClock } from '../clock/host-clock.ts';
import { TestClock } from '../clock/test-clock.ts';
import { readBody } from '../server/incoming-request.ts';
import { replyJson } from '../server/reply.ts';
import { type AdminCall, type AdminOperation, parseBody } from './admin.ts';

const advance = z.object({
  advance: z.string().transform((text, context) => {
    const milliseconds = parseDuration(text.trim().toUpperCase());
    if (milliseconds !== undefined) return milliseconds;
    context.issues.push({ code: 'custom', input: text, message: 'must be an ISO 8601 duration such as PT1H or P30D' });
    return z.NEVER;
  }),
});

/** Serves /admin/host/clock, which the real host lacks: tests read the time of the timers and advance it. */
export function clockOperations(clock: HostClock): AdminOperation[] {
  if (!(clock instanceof TestClock)) return [];
  const path = /^\/admin\/host\/clock\/?$/i;
  const now = () => ({ now: new Date(clock.now()).toISOString() });
  return [
    { methods: ['GET'], path, run: ({ response }) => replyJson(response, 200, now()) },
    {
      methods: ['POST'],
      path,
      run: async ({ request, response }: AdminCall) => {
        const result = advance.safeParse(parseBody(await readBody(request.message, true)));
        if (!result.success) {
          const problem = result.error.issues.map((issue) => `${issue.path.join('.') || 'the body'}: ${issue.message}`);
          replyJson(response, 400, { error: `Send { "advance": "PT1H" }; ${problem.join('; ')}.` });
          return;
        }
        await clock.advance(result.data.advance);
        replyJson(response, 200, now());
      },
    },
  ];
}
