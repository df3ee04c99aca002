import type { JsonText } from '../history/history-event.ts';
import type { Action } from './action.ts';
import type { Program } from './action-runner.ts';
import { any, Future, type Routine } from './future.ts';
import type { Answer, OrchestratorState } from './orchestrator-result.ts';

/** Why an orchestration ended as failed. `details` go to its parent. */
export class OrchestrationFailure extends Error {
  override readonly name = 'OrchestrationFailure';
  readonly details: string;

  constructor(message: string, details: string) {
    super(message);
    this.details = details;
  }
}

/** Custom statuses may have this many KiB of UTF-16. Durable extension 3.x. */
const MAX_CUSTOM_STATUS = 16;

/**
 * Does what an orchestrator's answer lists, one action after the other as each is settled, and ends as the answer says.
 * When more is to come it never ends: the next step's answer will list more.
 * @throws OrchestrationFailure
 */
export function* carryOut(name: string, answer: Answer, program: Program): Routine<JsonText | null> {
  if (answer.kind === 'nothing') return null;
  const failed = (message: string, details = message) =>
    new OrchestrationFailure(`Orchestrator function '${name}' failed: ${message}`, details);
  if (answer.kind === 'unusable') throw failed(answer.problem);
  const { state, thrown } = answer;
  try {
    checkStatus(state.customStatus);
    yield* doActions(state, program);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw thrown ? new OrchestrationFailure(message, message) : failed(message);
  }
  // The real extension trips over an error that was returned instead of thrown.
  if (state.error && !thrown) throw failed('Object reference not set to an instance of an object.');
  if (state.error) throw failed(state.error, `Message: ${state.error}, StackTrace:    at ${name}`);
  if (!state.isDone) yield new Future<never>();
  program.entities.release();
  return state.output;
}

function* doActions({ actions, schemaVersion }: OrchestratorState, program: Program): Routine<void> {
  if (schemaVersion === 0) {
    if (!actions) {
      throw new Error(
        "Value cannot be null. (Parameter 'Out-of-proc orchestrator schema must have a non-null actions property.')",
      );
    }
    for (const set of actions) {
      const open = set.flatMap((action) => program.begin(action) ?? []);
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
    const settled = program.begin(action);
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
