import * as z from 'zod';
import { responseId } from '../../jobs/kinds/evaluation-run/data.ts';
import { messageBody } from '../../jobs/requests/message-body.ts';

/** Where whoever gets an agent's responses tells of them. */
export const RESPONSES_QUEUE = 'agent-responses';

/** Nothing of what was said: that is looked up at the service. */
export const responseMessage = z.object({ responseId, agent: z.string().min(1) });

export type ResponseMessage = z.infer<typeof responseMessage>;

/** @throws ZodError or Refusal when the message is none; the queue sets it aside then */
export const readResponse = (body: unknown): ResponseMessage => responseMessage.parse(messageBody(body));
