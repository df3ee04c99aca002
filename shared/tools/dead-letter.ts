import { randomUUID } from 'node:crypto';
import { createIfMissing } from '../azure/storage/create-if-missing.ts';
import { sendMessage } from '../azure/storage/send-message.ts';
import type { Storage } from '../azure/storage/storage.ts';
import { MAX_BASE64_MESSAGE_TEXT_BYTES } from '../core/limits.ts';

/** Queue, and container for what is too long for it, of messages that nobody can answer. */
export const DEAD_LETTERS = 'tool-dead-letters';

interface DeadLetter {
  readonly reason: string;
  readonly tool: string;
  readonly queue: string;
  readonly messageId: string;
  readonly dequeueCount: number;
  readonly body: unknown;
}

/**
 * Keeps a message that cannot be answered, with the reason, until somebody deletes it. Nobody waits for it, but somebody may want
 * to know who sends such a thing.
 */
export async function deadLetter(storage: Storage, { body, ...about }: DeadLetter): Promise<void> {
  const letter = { ...about, keptAt: new Date().toISOString() };
  const text = textOf(body);
  const whole = JSON.stringify({ ...letter, text });
  const fits = Buffer.byteLength(whole, 'utf8') <= MAX_BASE64_MESSAGE_TEXT_BYTES;
  const content = fits ? whole : JSON.stringify({ ...letter, blob: await upload(storage, text) });
  await sendMessage(storage.queue(DEAD_LETTERS), content, { timeToLive: -1 });
}

/** The message as it was; the host has parsed it already if it was plain JSON. */
function textOf(body: unknown): string {
  if (typeof body === 'string') return body;
  if (body instanceof Uint8Array) return Buffer.from(body).toString('base64');
  try {
    return JSON.stringify(body) ?? String(body);
  } catch {
    return 'JSON that is nested too deep to be written again';
  }
}

async function upload(storage: Storage, text: string): Promise<string> {
  const container = await storage.container(DEAD_LETTERS);
  const blob = container.getBlockBlobClient(`${randomUUID()}.txt`);
  await createIfMissing(
    () => container.createIfNotExists(),
    () => blob.uploadData(Buffer.from(text, 'utf8')),
  );
  return blob.url;
}
