import { messageOf } from '../../../../../../shared/core/errors.ts';
import { BackgroundWork } from '../../../core/background-work/background-work.ts';
import type { ProjectContext } from '../../../core/project/project-context.ts';
import { secondsSetting } from '../../../core/settings.ts';
import { storedCompletions } from '../../chat-completions/stored-completions.ts';
import { datasetReader } from '../../datasets/dataset-store.ts';
import { gradingTools } from '../../evaluators/grading-tools.ts';
import { projectFiles } from '../../files/file-store.ts';
import { projectModel } from '../../fine-tuning/tuned/project-model.ts';
import { responseService } from '../../responses/response-service.ts';
import { traceStore } from '../../traces/trace-store.ts';
import { BadData } from '../data/read-rows.ts';
import { type EvalRun, hasEnded } from '../objects/eval-run.ts';
import { chooseSampler } from '../sampling/choose-sampler.ts';
import { RunInProgress } from './execute-run.ts';
import type { EvalStore } from './run-store.ts';

/** Executes evaluation runs in the background, on the emulator's clock. */
export interface RunEngine {
  /** Starts a run that has just been stored. */
  take(run: EvalRun): void;
  /** Stops a run that has not ended. */
  drop(id: string): void;
}

/** Default milliseconds for which a run is queued, and that each of its rows takes. */
const PACE = { queue: 1, row: 0.2 };

const GONE = { code: 'eval_deleted', message: 'The eval of this run was deleted.' };

export function openRunEngine(project: ProjectContext, kept: EvalStore): RunEngine {
  const { clock, settings, log } = project;
  const { evals, runs, sources } = kept;
  const queueMs = secondsSetting(settings, 'FOUNDRY_EVAL_QUEUE_SECONDS', PACE.queue) * 1000;
  const rowMs = secondsSetting(settings, 'FOUNDRY_EVAL_SECONDS_PER_ROW', PACE.row) * 1000;
  const responses = responseService(project);
  const model = projectModel(project);
  const tools = gradingTools(model, project);
  const rowSources = {
    fileStore: projectFiles(project),
    datasets: datasetReader(project),
    responses: responses.store,
    chats: storedCompletions(project.store),
    traces: traceStore(project.store),
    store: project.store,
    now: () => clock.seconds(),
  };
  const work = new BackgroundWork('evaluation runs', project);
  const opened = new Map<string, RunInProgress>();

  const open = (run: EvalRun, signal: AbortSignal): RunInProgress | undefined => {
    const evaluation = evals.get(run.eval_id);
    const source = sources.get(run.id);
    if (!evaluation || !source) return undefined;
    const about = {
      evaluation,
      source,
      sampler: chooseSampler(source.data_source, { model, responses, project }),
      tools: { ...tools, signal },
    };
    return new RunInProgress(run.id, about, rowSources, kept, project);
  };

  const change = (id: string, changes: Partial<EvalRun>): void => {
    const run = runs.get(id);
    if (run && !hasEnded(run)) runs.put({ ...run, ...changes, modified_at: clock.seconds() });
  };

  /** Starts a queued run or grades some rows, then schedules the next step. */
  const step = async (id: string, due: number, signal: AbortSignal): Promise<void> => {
    const run = runs.get(id);
    if (!run || signal.aborted) return;
    const current = opened.get(id) ?? open(run, signal);
    if (!current) return change(id, { status: 'failed', error: GONE });
    opened.set(id, current);
    try {
      if (run.status === 'queued') {
        change(id, await current.begin(run));
        return later(id, due);
      }
      const rows = await current.proceed();
      if (rows > 0) return later(id, due + rows * rowMs);
      change(id, { status: 'completed' });
    } catch (error) {
      if (signal.aborted) return;
      change(id, { status: 'failed', error: errorOf(error) });
      if (!(error instanceof BadData)) log.error('an evaluation run failed', { run: id, reason: messageOf(error) });
    }
    await leave(id);
  };

  const later = (id: string, due: number): void => {
    if (runs.get(id)) work.at(id, due, (signal) => step(id, due, signal));
  };

  const leave = async (id: string): Promise<void> => {
    const current = opened.get(id);
    opened.delete(id);
    work.cancel(id);
    await current?.end();
  };

  const take = (run: EvalRun): void =>
    later(run.id, run.status === 'queued' ? run.created_at * 1000 + queueMs : clock.now());

  work.resume(runs.all({ where: { open: true } }), take);

  return {
    take,
    drop: (id) => {
      change(id, { status: 'canceled' });
      void leave(id);
    },
  };
}

const errorOf = (error: unknown) => ({
  code: error instanceof BadData ? 'invalid_data' : 'server_error',
  message: messageOf(error),
});
