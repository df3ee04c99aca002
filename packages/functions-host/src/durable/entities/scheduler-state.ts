import type { EntityRequest, LockRelease } from '../history/entity-message.ts';
import type { JsonText } from '../history/history-event.ts';

/**
 * State of an entity between batches. It is stored as the `input` of its instance, in the real extension's spelling.
 */
export interface SchedulerState {
  /** Set once the app has set the state, until it deletes it. */
  readonly exists?: true;
  /** JSON of the app's state. */
  readonly state?: JsonText;
  /** Requests that wait for the lock. */
  readonly queue?: readonly EntityRequest[];
  /** Orchestration that holds the lock. */
  readonly lockedBy?: string;
  readonly sorter: Record<string, never>;
}

export const EMPTY_STATE: SchedulerState = { sorter: {} };

export function readState(json: JsonText | null): SchedulerState {
  if (json === null) return EMPTY_STATE;
  const state: SchedulerState = JSON.parse(json);
  return state;
}

/** Returns the custom status of the instance. */
export function statusOf(state: SchedulerState): JsonText {
  return JSON.stringify({
    entityExists: state.exists,
    queueSize: state.queue?.length || undefined,
    lockedBy: state.lockedBy,
  });
}

export type Delivery =
  | { readonly kind: 'request'; readonly request: EntityRequest }
  | { readonly kind: 'release'; readonly release: LockRelease };

/** The operations to run now, and the state with those that wait. */
export interface Batch {
  readonly operations: readonly EntityRequest[];
  /** Runs after the operations. Nothing else runs until it is released. */
  readonly lock: EntityRequest | undefined;
  readonly state: SchedulerState;
}

/**
 * Selects the next operations, at most `limit`. Requests of the lock's owner come first; the others keep their order.
 */
export function takeBatch(before: SchedulerState, deliveries: readonly Delivery[], limit: number): Batch {
  let lockedBy = before.lockedBy;
  const urgent: EntityRequest[] = [];
  const queue = [...(before.queue ?? [])];
  for (const delivery of deliveries) {
    if (delivery.kind === 'release') {
      if (lockedBy === delivery.release.parent) lockedBy = undefined;
    } else if (lockedBy !== undefined && lockedBy === delivery.request.parent) urgent.push(delivery.request);
    else queue.push(delivery.request);
  }
  const waiting = [...urgent, ...queue];
  const operations: EntityRequest[] = [];
  let lock: EntityRequest | undefined;
  while (!lock && operations.length < limit && mayGo(waiting[0], lockedBy)) {
    const next = waiting.shift();
    if (next?.lockset) lock = next;
    else if (next) operations.push(next);
  }
  return { operations, lock, state: withQueue({ ...before, lockedBy: lock?.parent ?? lockedBy }, waiting) };
}

/** True when a full batch left operations that can run at once. */
export function hasMore(state: SchedulerState): boolean {
  return mayGo(state.queue?.[0], state.lockedBy);
}

function mayGo(request: EntityRequest | undefined, lockedBy: string | undefined): boolean {
  return request !== undefined && (lockedBy === undefined || lockedBy === request.parent);
}

function withQueue(
  { exists, state, lockedBy }: Omit<SchedulerState, 'lockedBy'> & { lockedBy: string | undefined },
  queue: readonly EntityRequest[],
): SchedulerState {
  return {
    ...(exists ? { exists } : {}),
    ...(state === undefined ? {} : { state }),
    ...(queue.length > 0 ? { queue } : {}),
    ...(lockedBy === undefined ? {} : { lockedBy }),
    sorter: {},
  };
}
