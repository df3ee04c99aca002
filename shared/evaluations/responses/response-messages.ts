import * as z from 'zod';
import { parseMessageBody } from '../../azure/storage/message-body.ts';
import { responseId } from '../../jobs/types/evaluation-run/data.ts';

/** The queue on which a sender announces responses of an agent. */
export const RESPONSES_QUEUE = 'agent-responses';

/** An announced response. Its content is not in the message; the app reads it from the service. */
export const responseMessage = z.object({ responseId, agent: z.string().min(1) });

export type ResponseMessage = z.infer<typeof responseMessage>;

/** @throws ZodError or RequestError when the message holds no response; it becomes a dead letter then */
export const readResponse = (body: unknown): ResponseMessage => responseMessage.parse(parseMessageBody(body));
