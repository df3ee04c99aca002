import type { JsonText } from '../history/history-event.ts';
import type { Action } from './action.ts';
import type { ActionRunner } from './action-runner.ts';
import { any, Future, type Routine } from './future.ts';
import type { OrchestratorResult, OrchestratorState } from './orchestrator-result.ts';

/** A failed orchestration. `details` is for its parent. */
export class OrchestrationFailure extends Error {
  override readonly name = 'OrchestrationFailure';
  readonly details: string;

  constructor(message: string, details: string) {
    super(message);
    this.details = details;
  }
}

/** Largest custom status in KiB of UTF-16. Source: Durable extension 3.x. */
const MAX_CUSTOM_STATUS = 16;

/**
 * Performs the actions of an orchestrator's result one after another and ends as the result does. It never ends while
 * more actions are to come: the result of the next step will contain them.
 * @throws OrchestrationFailure
 */
export function* runActions(name: string, answer: OrchestratorResult, runner: ActionRunner): Routine<JsonText | null> {
  if (answer.kind === 'nothing') return null;
  const failed = (message: string, details = message) =>
    new OrchestrationFailure(`Orchestrator function '${name}' failed: ${message}`, details);
  if (answer.kind === 'unusable') throw failed(answer.problem);
  const { state, thrown } = answer;
  try {
    checkStatus(state.customStatus);
    yield* doActions(state, runner);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw thrown ? new OrchestrationFailure(message, message) : failed(message);
  }
  // The real extension fails on an error that was returned instead of thrown.
  if (state.error && !thrown) throw failed('Object reference not set to an instance of an object.');
  if (state.error) throw failed(state.error, `Message: ${state.error}, StackTrace:    at ${name}`);
  if (!state.isDone) yield new Future<never>();
  runner.entities.release();
  return state.output;
}

function* doActions({ actions, schemaVersion }: OrchestratorState, runner: ActionRunner): Routine<void> {
  if (schemaVersion === 0) {
    if (!actions) {
      throw new Error(
        "Value cannot be null. (Parameter 'Out-of-proc orchestrator schema must have a non-null actions property.')",
      );
    }
    for (const set of actions) {
      const open = set.flatMap((action) => runner.begin(action) ?? []);
      if (open.length > 0) yield any(open);
    }
    return;
  }
  if (!actions) throw new Error('Object reference not set to an instance of an object.');
  const [list = []]: (readonly Action[])[] = [...actions];
  if (actions.length !== 1) {
    throw new Error(
      `With OOProc schema V${schemaVersion + 1}, expected actions array to be of length 1 in outer layer but got size: ${actions.length}`,
    );
  }
  for (const action of list) {
    const settled = runner.begin(action);
    if (settled?.isOpen) yield settled;
  }
}

function checkStatus(status: JsonText | null): void {
  const size = Math.floor(((status?.length ?? 0) * 2) / 1024);
  if (size > MAX_CUSTOM_STATUS) {
    throw new Error(
      `The UTF-16 size of the JSON-serialized payload must not exceed ${MAX_CUSTOM_STATUS} KB. The current payload size is ${size} KB.`,
    );
  }
}
