import type { ProjectContext } from '../../../core/project/project-context.ts';
import { GraderError } from '../../../grading/contract/grader-error.ts';
import { assistantStore } from '../../assistants/objects/assistant-store.ts';
import { makeThread } from '../../assistants/objects/make-thread.ts';
import { runStarter } from '../../assistants/runs/begin-run.ts';
import { runEngine } from '../../assistants/runs/run-engine.ts';
import type { Ask } from './ask.ts';
import { outputFields } from './sample.ts';

/** Asks an assistant in a temporary thread. System messages are added to its instructions. */
export const askAssistant =
  (project: ProjectContext, assistant_id: string): Ask =>
  async (said, signal) => {
    const store = assistantStore(project);
    const system = said.filter(({ role }) => role === 'system' || role === 'developer');
    const messages = said
      .filter((message) => !system.includes(message))
      .map(({ role, content }) => ({
        role: role === 'assistant' ? ('assistant' as const) : ('user' as const),
        content,
      }));
    const additional_instructions = system.map(({ content }) => content).join('\n');
    const { thread, writer } = store.transaction(() => {
      const made = makeThread(project, { messages });
      return { thread: made, writer: runStarter(project)({ assistant_id, additional_instructions }, made, true) };
    });
    const stop = () => runEngine(project).drop(`${writer.kept?.run.id}`);
    signal.addEventListener('abort', stop, { once: true });
    try {
      for await (const _event of writer.events.read()) signal.throwIfAborted();
      const run = writer.kept?.run;
      if (run?.status !== 'completed' && run?.status !== 'incomplete')
        throw new GraderError(
          run?.last_error?.code ?? 'run_not_completed',
          run?.last_error?.message ?? `The run of the assistant is ${run?.status}.`,
        );
      const answers = [...store.messages.all({ where: { thread: thread.id, run: run.id } })];
      const text = answers
        .flatMap(({ content }) => content.map((part) => (part.type === 'text' ? part.text.value : '')))
        .join('\n');
      const steps = [...store.steps.all({ where: { run: run.id } })].map(({ step }) => step.step_details);
      const calls = steps.flatMap((details) => (details.type === 'tool_calls' ? details.tool_calls : []));
      return {
        text,
        sample: { ...outputFields(text), output_tools: calls, tool_definitions: run.tools, model: run.model },
        use: {
          model: run.model,
          promptTokens: run.usage?.prompt_tokens ?? 0,
          completionTokens: run.usage?.completion_tokens ?? 0,
          cachedTokens: 0,
        },
      };
    } finally {
      signal.removeEventListener('abort', stop);
      const active = store.activeRun(thread.id);
      if (active) runEngine(project).drop(active.run.id);
      store.deleteThread(thread.id);
    }
  };
