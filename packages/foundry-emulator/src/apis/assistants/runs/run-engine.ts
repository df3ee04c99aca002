import { messageOf } from '../../../../../../shared/core/errors.ts';
import { BackgroundWork } from '../../../core/background-work/background-work.ts';
import { perProject } from '../../../core/project/per-project.ts';
import type { ProjectContext } from '../../../core/project/project-context.ts';
import { judge } from '../../../model/content-filter/content-filter.ts';
import { contentFilterScenario } from '../../../model/content-filter/default-rules.ts';
import { ModelError } from '../../../model/contract/model-error.ts';
import { acceptTools } from '../../../tools/tool-kinds.ts';
import { projectModel } from '../../fine-tuning/tuned/project-model.ts';
import { assistantStore } from '../objects/assistant-store.ts';
import type { KeptRun, LastError, Run } from '../objects/run.ts';
import { ToolError } from '../tools/run-tool.ts';
import { runToolKinds } from '../tools/run-tools.ts';
import { executeRun } from './execute-run.ts';
import { recover } from './run-recovery.ts';
import { RunWriter } from './run-writer.ts';

interface Stretch {
  readonly writer: RunWriter;
  /** Resolves when the stretch has ended. */
  readonly rest: Promise<void>;
}

/** Executes runs in the background. One stretch of work begins with the run or its tool outputs and ends when the run ends or waits. */
export interface RunEngine {
  /** Continues a queued run. Events of `announce` come first. */
  proceed(id: string, announce?: (writer: RunWriter) => void): RunWriter;
  /** Cancels a run. The response to the caller has status `cancelling`. */
  cancel(kept: KeptRun): void;
  /** Aborts a run whose thread is about to be deleted. */
  drop(id: string): void;
}

export const runEngine = perProject(openRunEngine);

function openRunEngine(project: ProjectContext): RunEngine {
  const { clock, log, closing, scenarios } = project;
  const store = assistantStore(project);
  const model = projectModel(project);
  const isFiltered = ({ id, thread_id }: Run): boolean => {
    const messages = [...store.messages.all({ where: { thread: thread_id } })].filter(({ run_id }) => run_id !== id);
    const newest = messages.slice(messages.findLastIndex(({ role }) => role === 'assistant') + 1);
    const text = newest.flatMap(({ content }) => content.map((part) => (part.type === 'text' ? part.text.value : '')));
    return judge(scenarios.current(contentFilterScenario), text.join('\n'), 'prompt').filtered;
  };
  const kinds = runToolKinds(project);
  const stretches = new Map<string, Stretch>();
  // The reasons for aborting a stretch of work: cancelled, expired, deleted, and stopped by the runner.
  const background = new BackgroundWork('runs', project);
  const expiries = new BackgroundWork('expiries of runs', project);
  const write = (id: string) => new RunWriter(id, store, () => clock.seconds());

  const settle = (id: string) => {
    const kept = store.runs.get(id);
    if (kept?.run.status === 'requires_action') return;
    expiries.cancel(id);
  };
  const expire = (id: string) => {
    const stretch = stretches.get(id);
    if (!stretch) {
      write(id).end('expired');
      return settle(id);
    }
    background.cancel(id, 'expired');
    return stretch.rest;
  };
  const watch = ({ run }: KeptRun) => {
    if (expiries.has(run.id) || run.expires_at === null) return;
    expiries.at(run.id, run.expires_at * 1000, () => expire(run.id));
  };

  const work = async (id: string, { writer, rest }: Stretch, signal: AbortSignal) => {
    try {
      signal.throwIfAborted();
      const { run } = writer.kept ?? {};
      if (!run) return;
      writer.become('in_progress', { started_at: run.started_at ?? clock.seconds(), required_action: null });
      const accepted = acceptTools(kinds, run.tools);
      const tools = await Promise.all(accepted.map((tool) => tool.open?.(signal) ?? tool));
      await executeRun(writer, { store, model, tools, isFiltered, signal, rest });
    } catch (error) {
      endEarly(writer, signal, error);
    } finally {
      stretches.delete(id);
      settle(id);
      writer.tell('done', '[DONE]');
      writer.events.end();
    }
  };
  const endEarly = (writer: RunWriter, { aborted, reason }: AbortSignal, error: unknown) => {
    const why = aborted ? messageOf(reason) : undefined;
    if (why === 'cancelled' || why === 'expired') return writer.end(why);
    if (why !== undefined) {
      const message =
        why === 'deleted'
          ? 'The thread was deleted.'
          : 'The emulator was stopped; the run goes on when it is started again.';
      return writer.tell('error', { code: 'server_error', message, type: 'server_error' });
    }
    if (!(error instanceof ModelError || error instanceof ToolError))
      log.error('a run failed in an unexpected way', { run: writer.kept?.run.id, reason: messageOf(error) });
    writer.end('failed', { last_error: lastError(error) });
  };

  const proceed: RunEngine['proceed'] = (id, announce) => {
    const writer = write(id);
    announce?.(writer);
    const { promise: rest, resolve } = Promise.withResolvers<void>();
    const stretch = { writer, rest };
    stretches.set(id, stretch);
    if (writer.kept) watch(writer.kept);
    // The response says "queued", so work begins after it is sent.
    void background.start(id, (signal) => work(id, stretch, signal)).finally(resolve);
    return writer;
  };

  background.resume(recover(store, write), (kept) => {
    if (kept.run.status === 'requires_action') watch(kept);
    else proceed(kept.run.id);
  });

  return {
    proceed,
    cancel({ run }) {
      const stretch = stretches.get(run.id);
      const writer = stretch?.writer ?? write(run.id);
      writer.become('cancelling', { required_action: null });
      if (stretch) background.cancel(run.id, 'cancelled');
      else
        setImmediate(() => {
          if (closing.aborted) return;
          writer.end('cancelled');
          settle(run.id);
        });
    },
    drop(id) {
      background.cancel(id, 'deleted');
      expiries.cancel(id);
    },
  };
}

const lastError = (error: unknown): LastError => ({
  code: error instanceof ModelError && error.code === 'rate_limit_exceeded' ? 'rate_limit_exceeded' : 'server_error',
  message: messageOf(error),
});
