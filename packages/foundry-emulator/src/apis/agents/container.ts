/** A container as it is kept; one for each version of a hosted agent, at most. */
export interface Container {
  /** `name:version` of its agent. */
  readonly versionId: string;
  readonly status: ContainerStatus;
  /** ISO 8601. */
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly replicas: Replicas;
  /** Why it failed, if it did. */
  readonly failure?: string;
}

export type ContainerStatus =
  | 'Starting'
  | 'Running'
  | 'Updating'
  | 'Stopping'
  | 'Stopped'
  | 'Deleting'
  | 'Deleted'
  | 'Failed';

export interface Replicas {
  readonly min: number;
  readonly max: number;
}

export const ACTIONS = ['start', 'update', 'stop', 'delete'] as const;

export type Action = (typeof ACTIONS)[number];

/** Status of a container during an action and after its success. */
export const PATHS: Readonly<Record<Action, { readonly during: ContainerStatus; readonly after: ContainerStatus }>> = {
  start: { during: 'Starting', after: 'Running' },
  update: { during: 'Updating', after: 'Running' },
  stop: { during: 'Stopping', after: 'Stopped' },
  delete: { during: 'Deleting', after: 'Deleted' },
};

/** True when an action changes something. Otherwise its operation succeeds at once. */
export function hasWork(action: Action, status: ContainerStatus = 'Deleted'): boolean {
  if (action === 'start') return status !== 'Running';
  if (action === 'delete') return status !== 'Deleted';
  return status === 'Running';
}

/** One run of an action. */
export interface ContainerOperation {
  readonly id: string;
  readonly agent: string;
  readonly versionId: string;
  readonly action: Action;
  readonly status: 'NotStarted' | 'InProgress' | 'Succeeded' | 'Failed';
  /** Time of the request, in milliseconds since 1970. */
  readonly began: number;
  /** The error that the scenario makes it fail with. */
  readonly fails?: ContainerError;
  /** The error of a failed operation. */
  readonly error?: ContainerError;
  /** The container as the operation left it. */
  readonly result?: Container;
}

export interface ContainerError {
  readonly code: string;
  readonly message: string;
}

export const isUnderWay = ({ status }: ContainerOperation): boolean =>
  status === 'NotStarted' || status === 'InProgress';

export const showContainer = ({ status, createdAt, updatedAt, replicas, failure }: Container) => ({
  object: 'agent.container',
  status,
  created_at: createdAt,
  updated_at: updatedAt,
  min_replicas: replicas.min,
  max_replicas: replicas.max,
  ...(failure === undefined ? {} : { error_message: failure }),
});

/** @param container as it is now, for an operation that is under way */
export function showOperation(operation: ContainerOperation, container: Container | undefined) {
  const shown = isUnderWay(operation) ? container : operation.result;
  return {
    id: operation.id,
    agent_id: operation.agent,
    agent_version_id: operation.versionId,
    status: operation.status,
    ...(shown === undefined ? {} : { container: showContainer(shown) }),
    ...(operation.error === undefined ? {} : { error: { type: 'server_error', ...operation.error } }),
  };
}
