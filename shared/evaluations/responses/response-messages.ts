import * as z from 'zod';
import { parseMessageBody } from '../../azure/storage/message-body.ts';
import { sendMessage } from '../../azure/storage/send-message.ts';
import type { Storage } from '../../azure/storage/storage.ts';
import { forEachConcurrently } from '../../core/concurrency.ts';
import { parseRequest } from '../../core/validation/parse-request.ts';
import type { ApiResponse } from '../../http/response.ts';
import { parseBody } from '../../jobs/api/parse-body.ts';
import { responseId } from '../../jobs/types/evaluation-run/data.ts';
import type { ResponseRule } from '../config/evaluation.ts';
import { rulesFor } from './accept-response.ts';

/** Where whoever gets an agent's responses tells of them. */
export const RESPONSES_QUEUE = 'agent-responses';

/** Nothing of what was said: that is looked up at the service. */
const responseMessage = z.object({ responseId, agent: z.string().min(1) });

export type ResponseMessage = z.infer<typeof responseMessage>;

/** @throws ZodError or RequestError when the message is none; the queue sets it aside then */
export const readResponse = (body: unknown): ResponseMessage => responseMessage.parse(parseMessageBody(body));

const MOST = 100;

const request = z.strictObject({
  responses: z.array(responseMessage).min(1, 'is empty').max(MOST, `holds more than ${MOST}: send several requests`),
});

/**
 * Answers `POST /api/agent-responses`: puts on the queue what a caller tells of who cannot write to queues. Those that no rule samples are
 * not even queued. @throws RequestError naming what is wrong
 */
export async function enqueueResponses(
  body: string,
  rules: readonly ResponseRule[],
  storage: Storage,
): Promise<ApiResponse> {
  const { responses } = parseRequest(request, parseBody(body));
  const meant = responses.filter((one) => rulesFor(one, rules).length > 0);
  await forEachConcurrently(meant, 8, (one) => sendMessage(storage.queue(RESPONSES_QUEUE), JSON.stringify(one)));
  return { status: 202, body: { queued: meant.length, notSampled: responses.length - meant.length } };
}
