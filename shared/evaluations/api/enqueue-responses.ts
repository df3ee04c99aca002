import * as z from 'zod';
import { sendMessage } from '../../azure/storage/send-message.ts';
import type { Storage } from '../../azure/storage/storage.ts';
import { forEachConcurrently } from '../../core/concurrency.ts';
import { parseRequest } from '../../core/validation.ts';
import type { ApiResponse } from '../../http/response.ts';
import { parseBody } from '../../jobs/api/parse-body.ts';
import type { ResponseRule } from '../config/evaluation.ts';
import { rulesFor } from '../responses/accept-response.ts';
import { RESPONSES_QUEUE, responseMessage } from '../responses/response-messages.ts';

const MOST = 100;

export const enqueueRequest = z.strictObject({
  responses: z.array(responseMessage).min(1, 'is empty').max(MOST, `holds more than ${MOST}: send several requests`),
});

/**
 * Answers `POST /api/agent-responses`: announces responses for callers that cannot write to queues. A response that no rule samples is not
 * queued.
 * @throws RequestError that names the field
 */
export async function enqueueResponses(
  body: string,
  rules: readonly ResponseRule[],
  storage: Storage,
): Promise<ApiResponse> {
  const { responses } = parseRequest(enqueueRequest, parseBody(body));
  const sampled = responses.filter((one) => rulesFor(one, rules).length > 0);
  await forEachConcurrently(sampled, 8, (one) => sendMessage(storage.queue(RESPONSES_QUEUE), JSON.stringify(one)));
  return { status: 202, body: { queued: sampled.length, notSampled: responses.length - sampled.length } };
}
