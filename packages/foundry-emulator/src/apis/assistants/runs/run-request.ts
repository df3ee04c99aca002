import { AGENT_RUN_LIFETIME_MS } from '../../../../../../shared/core/limits.ts';
import type { Clock } from '../../../core/clock/clock.ts';
import { badRequest } from '../../../core/http/api-error.ts';
import { newId } from '../../../core/ids.ts';
import { acceptTools } from '../../../tools/tool-kinds.ts';
import { MODEL_LABEL_KEY } from '../../responses/initial-response.ts';
import type { Assistant, ToolResources } from '../objects/assistant.ts';
import type { RunBody } from '../objects/assistant-bodies.ts';
import { checkResponseFormat } from '../objects/check-response-format.ts';
import { type KeptRun, NO_USAGE } from '../objects/run.ts';
import type { Thread } from '../objects/thread.ts';
import { joined } from '../objects/tool-resources.ts';
import type { RunTool, RunToolKind } from '../tools/run-tool.ts';

/**
 * Creates a run. Values of the request take precedence over those of the assistant.
 * @param own what its tools may look at beside the thread's resources
 * @param label kind of model that answers
 * @throws ApiError 400 for tools that do not run here, or do not go with the form of the answer
 */
export function newRun(
  body: RunBody,
  assistant: Assistant,
  thread: Thread,
  own: ToolResources,
  { clock, kinds, label }: { clock: Clock; kinds: readonly RunToolKind[]; label: string },
): KeptRun {
  const tools = body.tools ?? assistant.tools;
  checkToolChoice(body.tool_choice, acceptTools(kinds, tools));
  const format = body.response_format ?? assistant.response_format;
  checkResponseFormat(format);
  const other =
    typeof format === 'object' && format.type === 'json_object' && tools.find(({ type }) => type !== 'function');
  if (other)
    throw badRequest(
      `With response_format json_object only function tools may be given, not ${other.type}.`,
      'response_format',
    );
  const created = clock.seconds();
  return {
    resources: joined(own, thread.tool_resources),
    spent: NO_USAGE,
    run: {
      id: newId('run'),
      object: 'thread.run',
      created_at: created,
      thread_id: thread.id,
      assistant_id: assistant.id,
      status: 'queued',
      required_action: null,
      last_error: null,
      expires_at: created + AGENT_RUN_LIFETIME_MS / 1000,
      started_at: null,
      cancelled_at: null,
      failed_at: null,
      completed_at: null,
      incomplete_details: null,
      model: body.model ?? assistant.model,
      instructions: [body.instructions ?? assistant.instructions, body.additional_instructions]
        .filter((text) => text !== null && text !== undefined && text !== '')
        .join('\n'),
      tools,
      tool_resources: own,
      metadata: { ...body.metadata, [MODEL_LABEL_KEY]: label },
      usage: null,
      temperature: body.temperature ?? assistant.temperature,
      top_p: body.top_p ?? assistant.top_p,
      max_prompt_tokens: body.max_prompt_tokens ?? null,
      max_completion_tokens: body.max_completion_tokens ?? null,
      truncation_strategy: body.truncation_strategy ?? { type: 'auto', last_messages: null },
      tool_choice: body.tool_choice ?? 'auto',
      response_format: format,
      parallel_tool_calls: body.parallel_tool_calls ?? true,
    },
  };
}

/** @throws ApiError 400 for a choice of a function or a tool type that the run does not have */
function checkToolChoice(choice: RunBody['tool_choice'], tools: readonly RunTool[]): void {
  if (typeof choice !== 'object' || choice === null) return;
  const name = choice.type === 'function' ? choice.function?.name : undefined;
  const isMeant = (tool: RunTool) =>
    name === undefined ? tool.type === choice.type : tool.functions.some((each) => each.name === name);
  if (!tools.some(isMeant))
    throw badRequest(
      `tool_choice asks for ${name === undefined ? `a tool of type '${choice.type}'` : `the function '${name}'`}, which is not among the tools.`,
      'tool_choice',
    );
}
