import type { QueueClient } from '@azure/storage-queue';
import { MAX_QUEUE_MESSAGE_BYTES } from '../../../../shared/core/limits.ts';
import { type Dates, plainText } from '../dotnet/json-text.ts';
import { parseJsonTree } from '../dotnet/json-tree.ts';
import { doubleText } from '../dotnet/number-text.ts';
import { isQueueMissing } from '../storage/storage-error.ts';
import type { TypedData } from '../worker/core-types.ts';
import { encodeBody, type MessageEncoding } from './message-text.ts';

/**
 * Converts a value of a queue output to messages in wire form. As on the real host, text that is JSON is parsed first,
 * a JSON array becomes one message per item, objects are written indented, `true` becomes `True`, and null in an array
 * an empty message.
 * @throws Error when a message is too large, or when text has the brackets of JSON and cannot be parsed; nothing is
 * sent then
 */
export function outputMessages(value: TypedData, encoding: MessageEncoding): string[] {
  const messages = bodies(value).map((body) => encodeBody(body, encoding));
  for (const message of messages) checkSize(message, encoding);
  return messages;
}

function bodies(value: TypedData): Uint8Array[] {
  const bytes = value.bytes ?? value.stream;
  if (bytes !== undefined) return [bytes];
  return texts(value).map((text) => Buffer.from(text, 'utf8'));
}

function texts({ string, json, int, double }: TypedData): string[] {
  if (string !== undefined) return looksLikeJson(string) ? items(string, 'asDates') : [string];
  if (json !== undefined) return items(json, 'asText');
  if (int !== undefined) return [String(int)];
  return double === undefined ? [] : [doubleText(double)];
}

function looksLikeJson(text: string): boolean {
  return /^\s*(?:\{[\s\S]*\}|\[[\s\S]*\])\s*$/.test(text);
}

function items(json: string, dates: Dates): string[] {
  const node = parse(json);
  // A worker may declare a bare string as JSON. Its content is then treated like any other string.
  if (node.kind === 'string') return texts({ string: node.value });
  return (node.kind === 'array' ? node.items : [node]).map((item) => plainText(item, dates));
}

function parse(json: string) {
  try {
    return parseJsonTree(json);
  } catch (cause) {
    throw new Error(
      'The text for the queue begins and ends like JSON but cannot be parsed, and the host parses such text. Give the output an object, or a Buffer to send bytes as they are.',
      { cause },
    );
  }
}

function checkSize(message: string, encoding: MessageEncoding): void {
  const size = Buffer.byteLength(message);
  if (size <= MAX_QUEUE_MESSAGE_BYTES) return;
  throw new Error(
    `The message for the queue is ${size} bytes long${encoding === 'base64' ? ' in base64' : ''}, and a queue takes ${MAX_QUEUE_MESSAGE_BYTES}. Put the content into a blob and send its address.`,
  );
}

/** Sends a message and creates the queue when it does not exist. Checking first would cost a request per message. */
export async function sendMessage(queue: QueueClient, text: string): Promise<void> {
  try {
    await queue.sendMessage(text);
  } catch (error) {
    if (!isQueueMissing(error)) throw error;
    await queue.createIfNotExists();
    await queue.sendMessage(text);
  }
}
