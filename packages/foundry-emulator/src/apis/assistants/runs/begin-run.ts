import { perProject } from '../../../core/project/per-project.ts';
import { projectModel } from '../../fine-tuning/tuned/project-model.ts';
import type { ThreadAndRunBody } from '../objects/assistant-bodies.ts';
import { assistantStore } from '../objects/assistant-store.ts';
import { addMessages } from '../objects/make-thread.ts';
import type { Thread } from '../objects/thread.ts';
import { resourceResolver } from '../objects/tool-resources.ts';
import { runToolKinds } from '../tools/run-tools.ts';
import { runEngine } from './run-engine.ts';
import { newRun } from './run-request.ts';
import type { RunWriter } from './run-writer.ts';

/**
 * Returns the function that starts runs. Call it in a transaction. `made` is true when the thread was created for the run.
 * @throws ApiError as the request deserves
 */
export const runStarter = perProject((project) => {
  const store = assistantStore(project);
  const resources = resourceResolver(project);
  const engine = runEngine(project);
  const about = { clock: project.clock, kinds: runToolKinds(project), label: projectModel(project).label };

  return (body: ThreadAndRunBody, to: Thread, made: boolean): RunWriter => {
    const assistant = store.assistant(body.assistant_id);
    const thread = addMessages(project, to.id, body.additional_messages ?? [], 'additional_messages');
    const own = resources.given(body.tool_resources, assistant.tool_resources);
    const kept = newRun(body, assistant, thread, own, about);
    store.runs.put(kept);
    return engine.proceed(kept.run.id, (writer) => {
      if (made) writer.tell('thread.created', thread);
      writer.tell('thread.run.created', kept.run);
      writer.tell('thread.run.queued', kept.run);
    });
  };
});
