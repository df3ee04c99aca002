import { DeadLetters, type StoredDeadLetter } from '../../shared/azure/queues/dead-letters.ts';
import { isNotFound } from '../../shared/azure/storage/storage-errors.ts';
import { SetupError } from '../../shared/core/setup-error.ts';
import { table } from '../output/table.ts';
import { openTarget } from './target.ts';

export interface DeadLetterOptions {
  readonly azure?: boolean;
  readonly json?: boolean;
}

const LIMIT = 100;

/** Lists the newest messages that no function could process. */
export async function listDeadLetters(options: DeadLetterOptions): Promise<number> {
  const letters = await newest(new DeadLetters(openTarget(options.azure === true).storage()));
  if (options.json) console.log(JSON.stringify(letters));
  else if (letters.length === 0) console.log('There are no dead letters.');
  else {
    const rows = letters.map(({ id, queue, keptAt, reason }) => [id, queue, keptAt.toISOString().slice(0, 19), reason]);
    for (const line of table(['Id', 'Queue', 'Kept', 'Reason'], rows)) console.log(line);
  }
  return 0;
}

/** Prints one dead letter with its text. */
export async function showDeadLetter(id: string, options: DeadLetterOptions): Promise<number> {
  const letter = await find(id, new DeadLetters(openTarget(options.azure === true).storage()));
  console.log(JSON.stringify(letter, null, options.json ? 0 : 2));
  return 0;
}

/** Puts a message back on its queue and removes the dead letter. */
export async function replayDeadLetter(id: string, options: DeadLetterOptions): Promise<number> {
  const storage = openTarget(options.azure === true).storage();
  const letters = new DeadLetters(storage);
  const letter = await find(id, letters);
  // A message that is too long for a queue can only be looked at.
  await storage.queue(letter.queue).sendMessage(letter.text);
  await letters.remove(letter.id);
  console.log(
    options.json ? JSON.stringify({ id: letter.id, queue: letter.queue }) : `${letter.id} is on ${letter.queue} again.`,
  );
  return 0;
}

/** Deletes one dead letter. */
export async function deleteDeadLetter(id: string, options: DeadLetterOptions): Promise<number> {
  const letters = new DeadLetters(openTarget(options.azure === true).storage());
  const letter = await find(id, letters);
  await letters.remove(letter.id);
  console.log(options.json ? JSON.stringify({ id: letter.id }) : `${letter.id} is deleted.`);
  return 0;
}

/** The table does not exist before the first dead letter. */
async function newest(letters: DeadLetters): Promise<readonly StoredDeadLetter[]> {
  try {
    return (await letters.list({ limit: LIMIT })).items;
  } catch (error) {
    if (isNotFound(error)) return [];
    throw error;
  }
}

async function find(id: string, letters: DeadLetters): Promise<StoredDeadLetter> {
  const letter = await letters.read(id);
  if (letter !== undefined) return letter;
  throw new SetupError(`There is no dead letter ${id}. \`npm run dead-letters -- list\` shows the newest.`);
}
