import { newId } from '../../../core/ids.ts';
import { perProject } from '../../../core/project/per-project.ts';
import type { ProjectContext } from '../../../core/project/project-context.ts';
import { MAKER } from '../../../core/project/system-data.ts';
import { agentStore } from '../../agents/agent-store.ts';
import { assistantStore } from '../../assistants/objects/assistant-store.ts';
import { storedCompletions } from '../../chat-completions/stored-completions.ts';
import { datasetReader } from '../../datasets/dataset-store.ts';
import { deploymentsOf } from '../../deployments/deployment-operations.ts';
import { projectFiles } from '../../files/file-store.ts';
import { responseService } from '../../responses/response-service.ts';
import { matchingChats } from '../data/stored-chats.ts';
import { matchingResponses } from '../data/stored-responses.ts';
import { type DataSource, rowsOf } from '../objects/data-source.ts';
import type { Eval } from '../objects/eval.ts';
import type { EvalRun, RunRequest } from '../objects/eval-run.ts';
import { checkRunSource } from './check-run.ts';
import { openRunEngine, type RunEngine } from './run-engine.ts';
import { type EvalStore, evalStore } from './run-store.ts';
import { emptyTally } from './tally.ts';

/** Creates evaluation runs of a project for clients, schedules and rules. */
export interface RunService {
  readonly kept: EvalStore;
  readonly engine: RunEngine;
  /** Returns the data source that a run would have. @throws ApiError 400 naming the field, 501 for unsupported types */
  check(evaluation: Eval, request: RunRequest): DataSource;
  /**
   * Creates and stores a run without starting it, so that it can be part of a transaction; `engine.take` starts it.
   * @throws ApiError as `check`
   */
  make(evaluation: Eval, request: RunRequest, endpoint: string): EvalRun;
}

export const runService = perProject(openRunService);

function openRunService(project: ProjectContext): RunService {
  const { store, clock } = project;
  const kept = evalStore(store);
  const surroundings = {
    store,
    fileStore: projectFiles(project),
    datasets: datasetReader(project),
    agents: agentStore(store),
    assistants: assistantStore(project).assistants,
    deployments: deploymentsOf(store),
  };
  const { store: responses } = responseService(project);
  const chats = storedCompletions(store);
  const storedIds = (data: DataSource): string[] => {
    const source = rowsOf(data);
    if (source?.type === 'responses') return matchingResponses(responses, source);
    return source?.type === 'stored_completions' ? matchingChats(chats, source) : [];
  };
  const check = (evaluation: Eval, { data_source: source }: RunRequest) =>
    checkRunSource(source, evaluation, surroundings);

  return {
    kept,
    engine: openRunEngine(project, kept),
    check,
    make(evaluation, request, endpoint) {
      const data = check(evaluation, request);
      const id = newId('evalrun');
      const now = clock.seconds();
      const run: EvalRun = {
        object: 'eval.run',
        id,
        eval_id: evaluation.id,
        name: request.name ?? id,
        created_at: now,
        modified_at: now,
        created_by: MAKER,
        status: 'queued',
        model: modelOf(data),
        error: null,
        report_url: `${endpoint}/openai/v1/evals/${evaluation.id}/runs/${id}/output_items`,
        metadata: request.metadata ?? null,
        properties: request.properties ?? {},
        ...emptyTally(evaluation.testing_criteria, 0),
      };
      store.transaction(() => {
        kept.runs.put(run);
        kept.sources.put({ id, data_source: data, response_ids: storedIds(data) });
      });
      return run;
    },
  };
}

function modelOf(data: DataSource): string {
  if ('model' in data) return data.model ?? '';
  return 'target' in data && 'model' in data.target ? (data.target.model ?? '') : '';
}
