import { BackgroundWork } from '../../core/background-work/background-work.ts';
import { conflict } from '../../core/http/api-error.ts';
import { newId } from '../../core/ids.ts';
import type { ProjectContext } from '../../core/project/project-context.ts';
import { secondsSetting } from '../../core/settings.ts';
import type { AgentVersion } from './agent-store.ts';
import {
  type Action,
  type Container,
  type ContainerOperation,
  hasWork,
  isUnderWay,
  PATHS,
  type Replicas,
} from './container.ts';
import { containerScenario, failuresOf } from './container-scenario.ts';
import type { ContainerStore } from './container-store.ts';

/** Seconds an operation takes where nothing is said; it is `NotStarted` for the first tenth. */
const SECONDS = 10;

const SUPERSEDED = { code: 'superseded', message: 'The container was deleted before the operation had ended.' };

/** Carries out operations on containers. No container runs: their states change on the emulator's clock as if one did. */
export interface ContainerManager {
  /**
   * Begins an operation, or ends it at once when there is nothing to do.
   * @param replicas bounds from now on
   * @throws ApiError 409 while another operation is under way; a deletion ends that one instead
   */
  begin(version: AgentVersion, action: Action, replicas?: Replicas): ContainerOperation;
}

export function openContainerManager(project: ProjectContext, store: ContainerStore): ContainerManager {
  const { clock, scenarios, settings, closing } = project;
  const { containers, operations } = store;
  const work = new BackgroundWork('operations on containers', project);
  const lasting = secondsSetting(settings, 'FOUNDRY_CONTAINER_SECONDS', SECONDS) * 1000;
  const failureOf = failuresOf(() => scenarios.current(containerScenario));

  const putContainer = (container: Omit<Container, 'updatedAt'>): Container =>
    containers.put({ ...container, updatedAt: clock.iso() }).object;

  const end = (operation: ContainerOperation) => {
    const { versionId, action, fails } = operation;
    const container = containers.get(versionId);
    if (!container) return;
    const result = putContainer(
      fails
        ? { ...container, status: 'Failed', failure: fails.message }
        : { ...container, status: PATHS[action].after },
    );
    operations.put({ ...operation, result, ...(fails ? { status: 'Failed', error: fails } : { status: 'Succeeded' }) });
  };

  /** Goes on with an operation that still is under way: its agent may have been deleted, and it may have been superseded. */
  const proceed = (id: string) => {
    const operation = operations.get(id);
    if (closing.aborted || !operation || !isUnderWay(operation)) return;
    project.store.transaction(() =>
      operation.status === 'NotStarted' ? operations.put({ ...operation, status: 'InProgress' }) : end(operation),
    );
    schedule(id);
  };
  const schedule = (id: string) => {
    const operation = operations.get(id);
    if (!operation || !isUnderWay(operation)) return;
    const share = operation.status === 'NotStarted' ? 0.1 : 1;
    work.at(id, operation.began + lasting * share, () => proceed(id));
  };

  work.resume(operations.all({ where: { active: true } }), ({ id }) => schedule(id));

  return {
    begin({ id: versionId, name: agent, definition }, action, replicas) {
      const container = containers.get(versionId);
      const busy = store.underWay(versionId);
      if (busy && (action !== 'delete' || busy.action === 'delete')) {
        const message = `The container of ${versionId} is ${container?.status}: operation ${busy.id} is under way.`;
        throw conflict(message, 'agent_version');
      }
      const about = { id: newId('op'), agent, versionId, action, began: clock.now() };
      if (!hasWork(action, container?.status)) {
        const done = { ...about, status: 'Succeeded' as const, ...(container ? { result: container } : {}) };
        return operations.put(done).object;
      }
      const fails = failureOf({ agent, image: definition.image, action });
      const begun = project.store.transaction(() => {
        const kept = container?.status === 'Deleted' ? undefined : container;
        const { during } = PATHS[action];
        const now = putContainer({
          versionId,
          status: during,
          createdAt: kept?.createdAt ?? clock.iso(),
          replicas: replicas ?? kept?.replicas ?? { min: 1, max: 1 },
        });
        if (busy) operations.put({ ...busy, status: 'Failed', error: SUPERSEDED, result: now });
        return operations.put({ ...about, status: 'NotStarted', ...(fails ? { fails } : {}) }).object;
      });
      schedule(begun.id);
      return begun;
    },
  };
}
