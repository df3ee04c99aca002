import * as z from 'zod';
import { createIfMissing } from '../../azure/storage/create-if-missing.ts';
import { parseMessageBody } from '../../azure/storage/message-body.ts';
import type { Storage } from '../../azure/storage/storage.ts';
import { TerminalError } from '../../core/errors.ts';

/** The queue of runs to start. Each message is hidden until its time, which spreads a thousand runs of one minute. */
export const STARTS_QUEUE = 'evaluation-starts';

const message = z.object({
  id: z.string(),
  name: z.string(),
  at: z.number(),
  /** Number of this attempt. */
  attempt: z.int().min(1).default(1),
  /** The responses to evaluate, for a rule. */
  responses: z.array(z.string()).optional(),
});

export type StartMessage = z.infer<typeof message>;

/** @throws TerminalError for a message that cannot be read */
export function readStart(body: unknown): StartMessage {
  try {
    return message.parse(parseMessageBody(body));
  } catch (error) {
    throw new TerminalError('This is not a message that starts an evaluation.', { cause: error });
  }
}

export async function queueStart(storage: Storage, start: StartMessage, waitMs: number): Promise<void> {
  const queue = storage.queue(STARTS_QUEUE);
  const text = Buffer.from(JSON.stringify(start), 'utf8').toString('base64');
  await createIfMissing(
    () => queue.createIfNotExists(),
    () => queue.sendMessage(text, { visibilityTimeout: Math.max(0, Math.ceil(waitMs / 1000)) }),
  );
}
