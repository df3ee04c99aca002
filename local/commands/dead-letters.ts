import type { DequeuedMessageItem } from '@azure/storage-queue';
import { sendMessage } from '../../shared/azure/storage/send-message.ts';
import { SetupError } from '../../shared/core/setup-error.ts';
import { DEAD_LETTERS } from '../../shared/tools/dead-letter.ts';
import { table } from '../output/table.ts';
import { openTarget, type Target } from './target.ts';

export interface DeadLetterOptions {
  readonly azure?: boolean;
  readonly json?: boolean;
}

interface DeadLetter {
  readonly id: string;
  readonly reason: string;
  readonly tool: string;
  readonly queue: string;
  readonly keptAt: string;
  readonly dequeueCount: number;
  /** The message as it arrived, unless it was too long for a queue. */
  readonly text?: string;
  /** URL of the blob that holds a long message. */
  readonly blob?: string;
}

type Found = DeadLetter & { readonly message: DequeuedMessageItem };

/** Seconds for which listed messages are hidden from other readers. */
const HIDDEN_SECONDS = 30;
const PAGE = 32;

/** Lists the messages that no tool could answer. */
export async function listDeadLetters(options: DeadLetterOptions): Promise<number> {
  const letters = await withLetters(openTarget(options.azure === true), async (found) => found);
  if (options.json) console.log(JSON.stringify(letters.map(withoutMessage)));
  else if (letters.length === 0) console.log('There are no dead letters.');
  else {
    const rows = letters.map(({ id, tool, keptAt, reason }) => [id, tool, keptAt.slice(0, 19), reason]);
    for (const line of table(['Id', 'Tool', 'Kept', 'Reason'], rows)) console.log(line);
  }
  return 0;
}

/** Prints one dead letter with its text. */
export async function showDeadLetter(id: string, options: DeadLetterOptions): Promise<number> {
  const letter = await withLetters(openTarget(options.azure === true), async (found) => pick(found, id));
  console.log(JSON.stringify(withoutMessage(letter), null, options.json ? 0 : 2));
  return 0;
}

/** Puts a message back on the queue it came from, and deletes the dead letter. */
export async function replayDeadLetter(id: string, options: DeadLetterOptions): Promise<number> {
  const target = openTarget(options.azure === true);
  const letter = await withLetters(target, async (found) => {
    const one = pick(found, id);
    if (one.text === undefined)
      throw new SetupError(`The text of ${id} is in ${one.blob}: it is too long to be a queue message.`);
    await sendMessage(target.storage().queue(one.queue), one.text);
    await remove(target, one);
    return one;
  });
  console.log(options.json ? JSON.stringify({ id, queue: letter.queue }) : `${id} is on ${letter.queue} again.`);
  return 0;
}

/** Deletes one dead letter. */
export async function deleteDeadLetter(id: string, options: DeadLetterOptions): Promise<number> {
  const target = openTarget(options.azure === true);
  await withLetters(target, async (found) => remove(target, pick(found, id)));
  console.log(options.json ? JSON.stringify({ id }) : `${id} is deleted.`);
  return 0;
}

/** Reads all dead letters, works with them, and makes those visible again that are left. */
async function withLetters<T>(target: Target, work: (found: readonly Found[]) => Promise<T>): Promise<T> {
  const queue = target.storage().queue(DEAD_LETTERS);
  if (!(await queue.exists())) return work([]);
  const messages: DequeuedMessageItem[] = [];
  for (;;) {
    const { receivedMessageItems } = await queue.receiveMessages({
      numberOfMessages: PAGE,
      visibilityTimeout: HIDDEN_SECONDS,
    });
    messages.push(...receivedMessageItems);
    if (receivedMessageItems.length === 0) break;
  }
  try {
    return await work(messages.map(letterOf));
  } finally {
    // A message that was deleted meanwhile is gone; the others reappear at once.
    await Promise.allSettled(
      messages.map(({ messageId, popReceipt }) => queue.updateMessage(messageId, popReceipt, undefined, 0)),
    );
  }
}

function letterOf(message: DequeuedMessageItem): Found {
  const letter = JSON.parse(Buffer.from(message.messageText, 'base64').toString('utf8')) as Omit<DeadLetter, 'id'>;
  return { id: message.messageId, ...letter, message };
}

function pick(found: readonly Found[], id: string): Found {
  const letter = found.find((one) => one.id === id || one.id.startsWith(id));
  if (letter === undefined)
    throw new SetupError(`There is no dead letter ${id}. \`npm run dead-letters -- list\` shows all.`);
  return letter;
}

async function remove(target: Target, { message }: Found): Promise<void> {
  await target.storage().queue(DEAD_LETTERS).deleteMessage(message.messageId, message.popReceipt);
}

function withoutMessage({ message: _, ...letter }: Found): DeadLetter {
  return letter;
}
