import type { EntityId } from './entity-id.ts';
import type { JsonText } from './history-event.ts';

/**
 * What orchestrations, clients and entities send to entities and get back. These texts show in histories, and the library
 * reads ids and results out of them, so they are spelled as the real extension spells them.
 */
export interface EntityRequest {
  /** Name of the operation; null for a request for a lock. */
  readonly op: string | null;
  readonly signal?: boolean;
  readonly input?: JsonText;
  readonly id: string;
  readonly parent?: string;
  readonly parentExecution?: string;
  /** Locks are asked for one after the other, in this order. */
  readonly lockset?: readonly EntityId[];
  /** How many locks of the set are held already. */
  readonly pos?: number;
}

export interface LockRelease {
  readonly parent: string;
  readonly id: string;
}

export interface EntityResponse {
  readonly result: JsonText | null;
  /** Set when the operation failed. */
  readonly exceptionType?: string;
}

/** Names of the events that carry them; a response goes by the id of its request. */
export const REQUEST = 'op';
export const RELEASE = 'release';

const EXTENSION = 'Microsoft.Azure.WebJobs.Extensions.DurableTask';
const typeName = (name: string) => `${EXTENSION}.${name}, ${EXTENSION}`;

/** The real extension orders messages by these two times; here storage does, so only their form is kept. */
export interface Sent {
  readonly at: string;
  readonly after: string;
}

export function requestText(request: EntityRequest, sent: Sent): JsonText {
  const { op, signal, input, id, parent, parentExecution, lockset, pos } = request;
  return JSON.stringify({
    $type: typeName('RequestMessage'),
    op,
    signal: signal || undefined,
    input,
    id,
    parent,
    parentExecution,
    Timestamp: sent.at,
    Predecessor: sent.after,
    lockset: lockset?.map(({ name, key }) => ({ $type: typeName('EntityId'), name, key })),
    pos: pos || undefined,
    requestTime: lockset ? undefined : sent.at.replace('Z', '+00:00'),
  });
}

export function releaseText(release: LockRelease): JsonText {
  return JSON.stringify({ $type: typeName('ReleaseMessage'), ...release });
}

export function responseText(response: EntityResponse): JsonText {
  return JSON.stringify({ $type: typeName('ResponseMessage'), ...response });
}
