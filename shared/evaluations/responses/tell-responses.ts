import * as z from 'zod';
import { sendText } from '../../azure/storage/send-message.ts';
import type { Storage } from '../../azure/storage/storage.ts';
import { eachAtOnce } from '../../core/concurrency.ts';
import { parseRequest } from '../../core/validation/parse-request.ts';
import type { HttpAnswer } from '../../http/response.ts';
import { parseBody } from '../../jobs/api/parse-body.ts';
import type { ResponseRule } from '../config/evaluation.ts';
import { RESPONSES_QUEUE, responseMessage } from './response-message.ts';
import { rulesFor } from './take-response.ts';

const MOST = 100;

const request = z.strictObject({
  responses: z.array(responseMessage).min(1, 'is empty').max(MOST, `holds more than ${MOST}: send several requests`),
});

/**
 * Answers `POST /api/agent-responses`: puts on the queue what a caller tells of who cannot write to queues. Those that no rule samples are
 * not even queued. @throws Refusal naming what is wrong
 */
export async function tellResponses(
  body: string,
  rules: readonly ResponseRule[],
  storage: Storage,
): Promise<HttpAnswer> {
  const { responses } = parseRequest(request, parseBody(body));
  const meant = responses.filter((one) => rulesFor(one, rules).length > 0);
  await eachAtOnce(meant, 8, (one) => sendText(storage.queue(RESPONSES_QUEUE), JSON.stringify(one)));
  return { status: 202, body: { queued: meant.length, notSampled: responses.length - meant.length } };
}
