import { isNotFound } from '../../azure/storage/storage-errors.ts';
import { RequestError } from '../../core/request-error.ts';

/** A schedule or rule at the service. */
export interface DeployedItem {
  readonly id: string;
  readonly enabled: boolean;
  /** True when it was created from foundry.config.ts. Others are never changed. */
  readonly ours: boolean;
  /** True when an operator paused it over the API. `npm run evaluations` leaves it paused. */
  readonly paused: boolean;
  readonly body: unknown;
}

/** Access to the schedules or the rules of a project. */
export interface DeployedItems<Wanted> {
  readonly word: 'schedule' | 'rule';
  list(signal?: AbortSignal): Promise<readonly DeployedItem[]>;
  get(id: string): Promise<DeployedItem | undefined>;
  write(id: string, wanted: Wanted): Promise<unknown>;
  /** Returns the wanted item with the pause and the tags of the deployed one. */
  keeping(kept: DeployedItem, wanted: Wanted): Wanted;
  disable(kept: DeployedItem): Promise<unknown>;
  /** @param enabled true when it runs while it is not paused */
  setPaused(kept: DeployedItem, paused: boolean, enabled: boolean, at: Date): Promise<unknown>;
}

/** Property of schedules that were created from foundry.config.ts. Its value is the entry's name. */
export const MARK = 'foundry-functions-evaluation';

/** Tags with the times of the current pause and of the last resume, ISO 8601. */
export const PAUSED_TAG = 'foundry-functions-paused';
export const RESUMED_TAG = 'foundry-functions-resumed';

/** Rules have neither tags nor properties: the description marks those from foundry.config.ts, and paused ones. */
export const ruleDescription = (name: string): string =>
  `Kept in step by foundry-functions: evaluations.${name} of foundry.config.ts.`;
export const pausedDescription = (name: string): string => `${ruleDescription(name)} Paused by hand.`;

/** True for a rule that was created from foundry.config.ts. */
export const isOurRule = (id: string, description: string | undefined): boolean =>
  description === ruleDescription(id) || isPausedRule(id, description);

export const isPausedRule = (id: string, description: string | undefined): boolean =>
  description === pausedDescription(id);

/** Returns the result, or undefined for 404. */
export async function unlessMissing<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

/**
 * Pauses or resumes an item at the service and marks it, so that `npm run evaluations` leaves it paused.
 * @throws RequestError when the project has no such item, or it was not created from foundry.config.ts
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
