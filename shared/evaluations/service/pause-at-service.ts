import { Refusal } from '../../core/request-error.ts';
import type { KeptThings } from './kept-things.ts';

/**
 * Pauses or resumes what the service carries out, and has it say so: `npm run evaluations` leaves it paused until it is resumed.
 * @throws Refusal when the project has none of this name, or one that is not ours
 */
export async function pauseAtService<Wanted>(
  things: KeptThings<Wanted>,
  { name, enabled }: { readonly name: string; readonly enabled: boolean },
  paused: boolean,
  now: number,
): Promise<void> {
  const kept = await things.get(name);
  if (kept === undefined) {
    const why = `The project has no ${things.word} ${name} yet: bring it there with npm run evaluations.`;
    throw new Refusal('evaluation_not_brought', why, { status: 409 });
  }
  if (!kept.ours) {
    const why = `The project's ${things.word} ${name} was not made from foundry.config.ts, and is left alone.`;
    throw new Refusal('evaluation_not_ours', why, { status: 409 });
  }
  if (kept.paused !== paused) await things.setPaused(kept, paused, enabled, new Date(now));
}
