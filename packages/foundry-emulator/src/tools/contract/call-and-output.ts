import { AGENT_TOOLS, type AgentTool } from '../../apis/conversations/agent-tool-items.ts';
import type { Item } from '../../apis/conversations/item.ts';
import { newId } from '../../core/ids.ts';
import type { ModelItem } from '../../model/contract/model.ts';
import type { ToolCall } from './tool-kind.ts';

/** Creates the two items of an agent tool call: the call and its output. */
export interface CallAndOutput {
  /** Creates the call item. @param fields further fields, such as a name */
  call(call: ToolCall, fields?: Readonly<Record<string, unknown>>): Item;
  output(call: ToolCall, output: string, fields?: Readonly<Record<string, unknown>>): Item;
  /** Converts either item to model input; undefined for other items. */
  recall(item: Item): ModelItem[] | undefined;
}

export function callAndOutput(type: AgentTool): CallAndOutput {
  const prefix = AGENT_TOOLS[type];
  return {
    call: (call, fields = {}) => ({
      id: newId(prefix),
      type: `${type}_call`,
      status: 'in_progress',
      call_id: call.callId,
      ...fields,
      arguments: call.arguments,
    }),
    output: (call, output, fields = {}) => ({
      id: newId(`${prefix}o`),
      type: `${type}_call_output`,
      status: 'completed',
      call_id: call.callId,
      ...fields,
      output,
    }),
    recall(item) {
      const callId = String(item.call_id);
      if (item.type === `${type}_call`) {
        const name = typeof item.name === 'string' ? item.name : type;
        return [{ type: 'call', callId, name, arguments: String(item.arguments) }];
      }
      if (item.type !== `${type}_call_output`) return undefined;
      const { output } = item;
      return [{ type: 'result', callId, output: typeof output === 'string' ? output : JSON.stringify(output) }];
    },
  };
}
