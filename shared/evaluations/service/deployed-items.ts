import { isNotFound } from '../../azure/storage/storage-errors.ts';
import { RequestError } from '../../core/request-error.ts';

/** Something at the service that an entry can stand for. */
export interface DeployedItem {
  readonly id: string;
  readonly enabled: boolean;
  /** Whether we made it: what others made is never touched. */
  readonly ours: boolean;
  /** Whether somebody has paused it over our API: bringing the config to the service leaves it paused. */
  readonly paused: boolean;
  readonly body: unknown;
}

/** One kind of such things. */
export interface DeployedItems<Wanted> {
  readonly word: 'schedule' | 'rule';
  list(signal?: AbortSignal): Promise<readonly DeployedItem[]>;
  get(id: string): Promise<DeployedItem | undefined>;
  write(id: string, wanted: Wanted): Promise<unknown>;
  /** What is wanted, with what of a kept one is to stay: its pause, and its tags. */
  keeping(kept: DeployedItem, wanted: Wanted): Wanted;
  disable(kept: DeployedItem): Promise<unknown>;
  /** @param enabled whether it runs when it is not paused */
  setPaused(kept: DeployedItem, paused: boolean, enabled: boolean, at: Date): Promise<unknown>;
}

/** A property of schedules that we made: what has it can never lose it. Its value is the entry's name. */
export const MARK = 'foundry-functions-evaluation';

/** Tags of our schedules: since when somebody has had it paused over the API, and when it was last resumed. ISO 8601. */
export const PAUSED_TAG = 'foundry-functions-paused';
export const RESUMED_TAG = 'foundry-functions-resumed';

/** Rules have neither tags nor properties: what we made says so in its description, and that it is paused, too. */
export const ruleDescription = (name: string): string =>
  `Kept in step by foundry-functions: evaluations.${name} of foundry.config.ts.`;
export const pausedDescription = (name: string): string => `${ruleDescription(name)} Paused by hand.`;

/** Whether a rule of this id is ours. */
export const isOurRule = (id: string, description: string | undefined): boolean =>
  description === ruleDescription(id) || isPausedRule(id, description);

export const isPausedRule = (id: string, description: string | undefined): boolean =>
  description === pausedDescription(id);

/** What was asked for, `undefined` when the service says that it is not there. */
export async function unlessMissing<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

/**
 * Pauses or resumes what the service carries out, and has it say so: `npm run evaluations` leaves it paused until it is resumed.
 * @throws RequestError when the project has none of this name, or one that is not ours
 */
export async function pauseAtService<Wanted>(
  things: DeployedItems<Wanted>,
  { name, enabled }: { readonly name: string; readonly enabled: boolean },
  paused: boolean,
  now: number,
): Promise<void> {
  const kept = await things.get(name);
  if (kept === undefined) {
    const why = `The project has no ${things.word} ${name} yet: bring it there with npm run evaluations.`;
    throw new RequestError('evaluation_not_brought', why, { status: 409 });
  }
  if (!kept.ours) {
    const why = `The project's ${things.word} ${name} was not made from foundry.config.ts, and is left alone.`;
    throw new RequestError('evaluation_not_ours', why, { status: 409 });
  }
  if (kept.paused !== paused) await things.setPaused(kept, paused, enabled, new Date(now));
}
