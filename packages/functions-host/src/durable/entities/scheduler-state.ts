import type { EntityRequest, LockRelease } from '../history/entity-message.ts';
import type { JsonText } from '../history/history-event.ts';

/** What an entity keeps between its batches; stored as the `input` of its instance, spelled as the real extension does. */
export interface SchedulerState {
  /** Whether the app ever set its state (and has not deleted it since). */
  readonly exists?: true;
  /** JSON of the app's state. */
  readonly state?: JsonText;
  /** What waits for a lock to be released. */
  readonly queue?: readonly EntityRequest[];
  /** The orchestration that holds the lock. */
  readonly lockedBy?: string;
  readonly sorter: Record<string, never>;
}

export const EMPTY_STATE: SchedulerState = { sorter: {} };

export function readState(json: JsonText | null): SchedulerState {
  if (json === null) return EMPTY_STATE;
  const state: SchedulerState = JSON.parse(json);
  return state;
}

/** What shows as the instance's custom status. */
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

/** What of all that has arrived can be done now, and what waits. */
export interface Batch {
  readonly operations: readonly EntityRequest[];
  /** Comes behind the operations; nothing else is done until it is released. */
  readonly lock: EntityRequest | undefined;
  readonly state: SchedulerState;
}

/** Who holds the lock goes first; the others keep their order. At most `limit` operations are done at once. */
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

/** Whether a batch that was cut short leaves something that can be done at once. */
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
