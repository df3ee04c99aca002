import * as z from 'zod';
import { messageBody } from '../../azure/storage/message-body.ts';
import { responseId } from '../../jobs/types/evaluation-run/data.ts';

/** Where whoever gets an agent's responses tells of them. */
export const RESPONSES_QUEUE = 'agent-responses';

/** Nothing of what was said: that is looked up at the service. */
export const responseMessage = z.object({ responseId, agent: z.string().min(1) });

export type ResponseMessage = z.infer<typeof responseMessage>;

/** @throws ZodError or Refusal when the message is none; the queue sets it aside then */
export const readResponse = (body: unknown): ResponseMessage => responseMessage.parse(messageBody(body));
