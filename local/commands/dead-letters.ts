import type { StoredDeadLetter } from '../../shared/azure/queues/dead-letters.ts';
import { table } from '../output/table.ts';
import { openTarget, type TargetOptions } from './target.ts';

/** A dead letter as the API lists it. */
type DeadLetterView = Pick<StoredDeadLetter, 'id' | 'queue' | 'reason'> & { readonly keptAt: string };

const LIMIT = 100;
const PATH = 'operations/dead-letters';

/** Lists the newest messages that no function could process. */
export async function listDeadLetters(options: TargetOptions): Promise<number> {
  const { deadLetters } = await openTarget(options.azure).api<{ deadLetters: readonly DeadLetterView[] }>(
    `${PATH}?limit=${LIMIT}`,
  );
  if (options.json) console.log(JSON.stringify(deadLetters));
  else if (deadLetters.length === 0) console.log('There are no dead letters.');
  else {
    const rows = deadLetters.map(({ id, queue, keptAt, reason }) => [id, queue, keptAt.slice(0, 19), reason]);
    for (const line of table(['Id', 'Queue', 'Kept', 'Reason'], rows)) console.log(line);
  }
  return 0;
}

/** Prints one dead letter, with its text where the app may show it. */
export async function showDeadLetter(id: string, options: TargetOptions): Promise<number> {
  const letter = await openTarget(options.azure).api<DeadLetterView>(one(id));
  console.log(JSON.stringify(letter, null, options.json ? 0 : 2));
  return 0;
}

/** Puts a message back on its queue and removes the dead letter. The app records who did it. */
export async function replayDeadLetter(id: string, options: TargetOptions): Promise<number> {
  const replayed = await openTarget(options.azure).api<{ id: string; queue: string }>(`${one(id)}/replay`, {
    method: 'POST',
  });
  console.log(options.json ? JSON.stringify(replayed) : `${replayed.id} is on ${replayed.queue} again.`);
  return 0;
}

/** Deletes one dead letter. The app records who did it. */
export async function deleteDeadLetter(id: string, options: TargetOptions): Promise<number> {
  await openTarget(options.azure).api(one(id), { method: 'DELETE' });
  console.log(options.json ? JSON.stringify({ id }) : `${id} is deleted.`);
  return 0;
}

const one = (id: string): string => `${PATH}/${encodeURIComponent(id)}`;
