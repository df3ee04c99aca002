import { messageOf } from '../../../../../shared/core/errors.ts';
import type { Item } from '../../apis/conversations/item.ts';
import { newId } from '../../core/ids.ts';
import { parsedArguments } from '../contract/tool-functions.ts';
import type { Tool, ToolCall } from '../contract/tool-kind.ts';
import { recallCall } from './calls.ts';
import { type McpDefinition, needsApproval } from './definition.ts';
import type { McpServer, McpTool } from './mcp-server.ts';

/** Creates the tool of a server whose tools are known. @param taken names of other tools' functions */
export function openedTool(
  definition: McpDefinition,
  server: McpServer,
  tools: readonly McpTool[],
  taken: ReadonlySet<string>,
  due: readonly ToolCall[],
): Tool {
  const { server_label } = definition;
  const byFunction = new Map(tools.map((tool) => [functionName(tool.name, server_label, taken), tool]));
  const toolOf = (call: ToolCall) =>
    (call.approvalId === undefined ? byFunction.get(call.name)?.name : call.name) ?? '';
  const about = (call: ToolCall) => ({ server_label, name: toolOf(call), arguments: call.arguments });

  return {
    functions: [...byFunction].map(([name, { description, input_schema }]) => ({
      name,
      description: description ?? '',
      parameters: input_schema,
    })),
    due,
    begin: (call) => ({
      id: newId('mcp'),
      type: 'mcp_call',
      status: 'in_progress',
      ...about(call),
      ...(call.approvalId === undefined ? {} : { approval_request_id: call.approvalId }),
    }),
    handOver(call) {
      const tool = byFunction.get(call.name);
      if (call.approvalId !== undefined || !tool) return undefined;
      const asks = needsApproval(definition, { name: tool.name, readOnly: tool.annotations?.readOnlyHint === true });
      return asks ? { id: newId('mcpr'), type: 'mcp_approval_request', ...about(call) } : undefined;
    },
    async run(call, begun, { signal, emit }) {
      emit('response.mcp_call.in_progress');
      emit('response.mcp_call_arguments.delta', { delta: call.arguments });
      emit('response.mcp_call_arguments.done', { arguments: call.arguments });
      const end = (fields: Partial<Item>) => {
        emit(`response.mcp_call.${fields.status}`);
        return { item: { ...begun, ...fields }, outputs: [] };
      };
      const args = parsedArguments(call);
      if (!args) return end({ status: 'failed', error: 'The arguments are not a JSON object.' });
      try {
        const { output, failed } = await server.call(toolOf(call), args, signal);
        return end(failed ? { status: 'failed', error: output } : { status: 'completed', output });
      } catch (error) {
        signal.throwIfAborted();
        return end({ status: 'failed', error: messageOf(error) });
      }
    },
    recall: (item, said) =>
      item.server_label === server_label
        ? recallCall(item, said, (tool) => functionName(tool, server_label, taken))
        : undefined,
  };
}

/** Returns a valid function name for a tool, with the server's label as a prefix if the name is taken. */
function functionName(tool: string, label: string, taken: ReadonlySet<string>): string {
  const asName = (name: string) => name.replace(/[^\w-]/g, '_').slice(0, 64);
  return taken.has(asName(tool)) ? asName(`${label}__${tool}`) : asName(tool);
}
