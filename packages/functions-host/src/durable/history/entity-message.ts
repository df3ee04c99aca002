import type { EntityId } from './entity-id.ts';
import type { JsonText } from './history-event.ts';

/**
 * A request to an entity from an orchestration, a client or another entity. These texts appear in histories, and the
 * library parses ids and results from them, so they use the real extension's spelling.
 */
export interface EntityRequest {
  /** Name of the operation; null for a lock request. */
  readonly op: string | null;
  readonly signal?: boolean;
  readonly input?: JsonText;
  readonly id: string;
  readonly parent?: string;
  readonly parentExecution?: string;
  /** Entities to lock, in this order. */
  readonly lockset?: readonly EntityId[];
  /** Number of locks of the set that are held already. */
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

/** Event names of requests and releases. A response has the id of its request as name. */
export const REQUEST = 'op';
export const RELEASE = 'release';

const EXTENSION = 'Microsoft.Azure.WebJobs.Extensions.DurableTask';
const typeName = (name: string) => `${EXTENSION}.${name}, ${EXTENSION}`;

/** Times by which the real extension orders messages. Here the store keeps the order, so only their form matters. */
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
