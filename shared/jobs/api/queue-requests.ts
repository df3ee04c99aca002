import * as z from 'zod';
import { createIfMissing } from '../../azure/storage/create-if-missing.ts';
import { parseMessageBody } from '../../azure/storage/message-body.ts';
import { sendMessage } from '../../azure/storage/send-message.ts';
import { asRetryable } from '../../azure/storage/storage-errors.ts';
import { RetryableError } from '../../core/errors.ts';
import { RequestError } from '../../core/request-error.ts';
import { parseRequest } from '../../core/validation.ts';
import { explainServiceError } from '../../foundry/service-error.ts';
import { problem } from '../../http/response.ts';
import { JOB_EVENTS_QUEUE, rejectionEvent } from '../notifications/cloud-event.ts';
import { REQUESTABLE_TYPES } from '../types/job-types.ts';
import { type AcceptServices, acceptJob } from './accept-job.ts';

/** Requests for jobs from programs that would rather not speak HTTP. */
export const JOB_REQUESTS_QUEUE = 'job-requests';

const message = z.strictObject({
  kind: z.enum(REQUESTABLE_TYPES),
  /** The body of the HTTP request; for an evaluation run with `evalId` beside the rest. */
  request: z.record(z.string(), z.unknown()),
  idempotencyKey: z.string().min(1).max(255).optional(),
  /** Ours: how often it could not be looked at for now. */
  attempt: z.int().min(1).optional(),
});

/** Waits between the attempts at a request that cannot be checked for now, in seconds: a day in all. */
const WAITS_S = [30, 60, 300, 900, 3_600, 3_600, 10_800, 21_600, 43_200] as const;

/**
 * Accepts a request from the queue. A rejection is announced on the queue job-events with the problem that an HTTP
 * caller would get.
 */
export async function acceptQueuedRequest(body: unknown, messageId: string, services: AcceptServices): Promise<void> {
  try {
    const { kind, request, idempotencyKey: key } = parseRequest(message, parseMessageBody(body));
    await acceptJob({ kind, body: request, key }, services);
  } catch (thrown) {
    const error = explainServiceError(asRetryable(thrown), 'Checking the request');
    if (error instanceof RetryableError) return later(body, messageId, error, services);
    if (!(error instanceof RequestError)) throw error;
    await reject(error, messageId, services);
  }
}

async function later(body: unknown, messageId: string, error: RetryableError, services: AcceptServices): Promise<void> {
  const { attempt = 1, ...request } = message.parse(parseMessageBody(body));
  const wait = WAITS_S[attempt - 1];
  if (wait === undefined)
    return reject(new RequestError('try_again', error.message, { status: 503 }), messageId, services);
  services.context.log.warn(`A request for a job has to wait ${wait} s: ${error.message}`);
  const queue = services.context.storage.queue(JOB_REQUESTS_QUEUE);
  const text = Buffer.from(JSON.stringify({ ...request, attempt: attempt + 1 }), 'utf8').toString('base64');
  const seconds = Math.max(wait, Math.ceil(error.retryAfter / 1000));
  await createIfMissing(
    () => queue.createIfNotExists(),
    () => queue.sendMessage(text, { visibilityTimeout: seconds }),
  );
}

async function reject(
  { code, status, message: detail, details }: RequestError,
  messageId: string,
  services: AcceptServices,
) {
  // The message may quote the request: it is for the sender and not for the log.
  const fields = details.map(({ field }) => field).join(', ');
  services.context.log.error(
    `A request for a job (message ${messageId}) is refused: ${code}${fields && `, ${fields}`}. Why is told on the queue ${JOB_EVENTS_QUEUE}.`,
  );
  const event = rejectionEvent(messageId, problem(status, code, detail, details).body, new Date(services.now()));
  await sendMessage(services.context.storage.queue(JOB_EVENTS_QUEUE), JSON.stringify(event));
}
