import type { Collection, Store } from '../../core/store/store.ts';
import { type Container, type ContainerOperation, isUnderWay } from './container.ts';

export interface ContainerStore {
  readonly containers: Collection<Container>;
  readonly operations: Collection<ContainerOperation>;
  /** The operation that a container is busy with. */
  underWay(versionId: string): ContainerOperation | undefined;
  /** Container and operations of a deleted version. Call it in a transaction. */
  forget(versionId: string): void;
}

/** The containers of one project's hosted agents. */
export function containerStore(store: Store): ContainerStore {
  const containers = store.collection<Container>({ name: 'agentContainers', key: ({ versionId }) => versionId });
  const operations = store.collection<ContainerOperation>({
    name: 'agentContainerOperations',
    key: ({ id }) => id,
    indexes: { agent: ({ agent }) => agent, version: ({ versionId }) => versionId, active: isUnderWay },
  });
  return {
    containers,
    operations,
    underWay: (version) => operations.list({ where: { version, active: true }, limit: 1 }).objects[0],
    forget(version) {
      containers.delete(version);
      for (const { id } of [...operations.all({ where: { version } })]) operations.delete(id);
    },
  };
}
