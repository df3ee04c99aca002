import { notFound } from '../../../core/http/api-error.ts';
import { perProject } from '../../../core/project/per-project.ts';
import type { ProjectContext } from '../../../core/project/project-context.ts';
import type { Collection } from '../../../core/store/store.ts';
import type { Assistant } from './assistant.ts';
import { isActive, type KeptRun } from './run.ts';
import type { KeptStep } from './run-step.ts';
import type { Message, Thread } from './thread.ts';

export interface AssistantStore {
  readonly assistants: Collection<Assistant>;
  readonly threads: Collection<Thread>;
  readonly messages: Collection<Message>;
  readonly runs: Collection<KeptRun>;
  readonly steps: Collection<KeptStep>;
  /** @throws ApiError 404 */
  assistant(id: string): Assistant;
  /** @throws ApiError 404 */
  thread(id: string): Thread;
  /** @throws ApiError 404 when there is none in that thread */
  message(threadId: string, id: string): Message;
  /** @throws ApiError 404 when there is none in that thread */
  run(threadId: string, id: string): KeptRun;
  /** @throws ApiError 404 when there is none in that run */
  step(threadId: string, runId: string, id: string): KeptStep;
  /** Returns the active run of a thread, if there is one. */
  activeRun(threadId: string): KeptRun | undefined;
  /** Deletes a thread with its messages, runs and steps. */
  deleteThread(id: string): void;
  /** Applies all changes of synchronous work, or none. */
  transaction<R>(work: () => R): R;
}

/** Returns the assistants and threads of a project. */
export const assistantStore = perProject(openStore);

function openStore({ store }: ProjectContext): AssistantStore {
  const assistants = store.collection<Assistant>({ name: 'assistants', key: ({ id }) => id });
  const threads = store.collection<Thread>({ name: 'threads', key: ({ id }) => id });
  const messages = store.collection<Message>({
    name: 'threadMessages',
    key: ({ id }) => id,
    indexes: { thread: ({ thread_id }) => thread_id, run: ({ run_id }) => run_id },
  });
  const runs = store.collection<KeptRun>({
    name: 'threadRuns',
    key: ({ run }) => run.id,
    indexes: { thread: ({ run }) => run.thread_id, active: ({ run }) => isActive(run) },
  });
  const steps = store.collection<KeptStep>({
    name: 'threadRunSteps',
    key: ({ step }) => step.id,
    indexes: { thread: ({ step }) => step.thread_id, run: ({ step }) => step.run_id },
  });

  const thread = (id: string) => found(threads.get(id), 'thread', id, 'thread_id');
  const run = (threadId: string, id: string) => {
    const kept = runs.get(id);
    return found(kept?.run.thread_id === thread(threadId).id ? kept : undefined, 'run', id, 'run_id');
  };
  return {
    assistants,
    threads,
    messages,
    runs,
    steps,
    thread,
    run,
    assistant: (id) => found(assistants.get(id), 'assistant', id, 'assistant_id'),
    message: (threadId, id) => {
      const message = messages.get(id);
      return found(message?.thread_id === thread(threadId).id ? message : undefined, 'message', id, 'message_id');
    },
    step: (threadId, runId, id) => {
      const kept = steps.get(id);
      return found(kept?.step.run_id === run(threadId, runId).run.id ? kept : undefined, 'run step', id, 'step_id');
    },
    activeRun: (threadId) => runs.list({ where: { thread: threadId, active: true }, limit: 1 }).objects[0],
    deleteThread: (id) =>
      store.transaction(() => {
        deleteAll(messages, id);
        deleteAll(runs, id);
        deleteAll(steps, id);
        threads.delete(id);
      }),
    transaction: (work) => store.transaction(work),
  };
}

function deleteAll<T extends object>(collection: Collection<T>, thread: string): void {
  for (const object of [...collection.all({ where: { thread } })]) collection.delete(collection.keyOf(object));
}

function found<T>(object: T | undefined, kind: string, id: string, param: string): T {
  if (object === undefined) throw notFound(`No ${kind} found with id '${id}'.`, param);
  return object;
}
