import type { AppFunction } from '../../extension/extension.ts';
import type { TraceContext } from '../../worker/core-types.ts';
import { FunctionFailure } from '../../worker/failures.ts';
import { type EngineServices, StepAborted } from '../context/engine-services.ts';
import type { HistoryEvent } from '../history/history-event.ts';
import { traceOf } from '../history/make-event.ts';
import { type OrchestratorResult, resultOfFailure, resultOfReturn } from '../replay/orchestrator-result.ts';
import { orchestrationTrigger, type TriggerFacts } from './orchestration-trigger.ts';

/**
 * Calls the orchestrator's function and returns its result.
 * @throws StepAborted when it could not be run
 */
export async function callOrchestrator(
  fn: AppFunction,
  facts: TriggerFacts,
  history: readonly HistoryEvent[],
  services: EngineServices,
): Promise<OrchestratorResult> {
  const ask = () => callOnce(fn, orchestrationTrigger(facts, history), facts, traceOf(history), services);
  const answer = await ask();
  if (!services.settings.alwaysReplay) return answer;
  const again = await ask();
  if (JSON.stringify(again) === JSON.stringify(answer)) return answer;
  const problem = `Non-Deterministic workflow detected: run twice on the same history, the orchestrator gave two answers (LOCAL_HOST_DURABLE_ALWAYS_REPLAY). First ${JSON.stringify(answer)}, then ${JSON.stringify(again)}`;
  services.log.error(`${fn.name}, instance ${facts.instanceId}: ${problem}`);
  return { kind: 'unusable', problem };
}

async function callOnce(
  fn: AppFunction,
  input: string,
  facts: TriggerFacts,
  traceContext: TraceContext | undefined,
  services: EngineServices,
): Promise<OrchestratorResult> {
  try {
    const { returnValue } = await services.invoke(fn, {
      input: { string: input },
      triggerMetadata: {},
      bindingData: { instanceId: facts.instanceId },
      traceContext,
      reason: facts.isReplaying ? 'The orchestration goes on.' : 'The orchestration begins.',
      details: { instanceId: facts.instanceId },
    });
    return resultOfReturn(returnValue);
  } catch (error) {
    if (error instanceof FunctionFailure) return resultOfFailure(error);
    throw new StepAborted(error instanceof Error ? error.message : String(error), { cause: error });
  }
}
