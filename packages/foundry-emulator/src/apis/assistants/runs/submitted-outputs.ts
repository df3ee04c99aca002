import { badRequest } from '../../../core/http/api-error.ts';
import type { ToolOutputsBody } from '../objects/assistant-bodies.ts';
import type { AssistantStore } from '../objects/assistant-store.ts';
import type { KeptRun } from '../objects/run.ts';
import type { KeptStep, StepToolCall } from '../objects/run-step.ts';

/**
 * Returns the step that waits for tool outputs, with the submitted outputs.
 * @throws ApiError 400 when the run waits for none, or not exactly for these
 */
export function submittedStep(
  { run }: KeptRun,
  given: ToolOutputsBody['tool_outputs'],
  store: AssistantStore,
): KeptStep {
  const [kept] = [...store.steps.all({ where: { run: run.id } })].filter(({ step }) => step.status === 'in_progress');
  if (run.status !== 'requires_action' || !kept)
    throw badRequest(`Runs in status "${run.status}" do not accept tool outputs.`, 'run_id');
  const outputs = new Map(given.map(({ tool_call_id: id, output }) => [`${id}`, output ?? '']));
  const wanted = kept.calls.filter(({ output }) => output === null).map(({ id }) => id);
  if (wanted.length !== outputs.size || given.length !== outputs.size || wanted.some((id) => !outputs.has(id))) {
    const got = given.map(({ tool_call_id: id }) => id).join(', ');
    throw badRequest(`Expected tool outputs for call_ids [${wanted.join(', ')}], got [${got}].`, 'tool_outputs');
  }
  const calls = kept.calls.map((call) => ({ ...call, output: call.output ?? outputs.get(call.id) ?? null }));
  const { step_details: details } = kept.step;
  const shown = details.type === 'tool_calls' ? details.tool_calls : [];
  const tool_calls = shown.map((call) => withOutput(call, outputs.get(call.id)));
  return { ...kept, calls, step: { ...kept.step, step_details: { type: 'tool_calls', tool_calls } } };
}

const withOutput = (call: StepToolCall, output: string | undefined): StepToolCall =>
  output === undefined || typeof call.function !== 'object'
    ? call
    : { ...call, function: { ...call.function, output } };
