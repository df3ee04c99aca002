import { messageOf } from '../../../../shared/errors.ts';
import { newId } from '../../frame/ids.ts';
import type { World } from '../../frame/world.ts';
import type { Item } from '../../responses/items/item.ts';
import { acceptDefinition } from '../accept-definition.ts';
import { parsedArguments } from '../arguments.ts';
import { type ToolCall, ToolFailure, type ToolKind } from '../tool-kind.ts';
import { azureFunctionCaller } from './azure-function-caller.ts';
import { azureFunctionTool } from './definition.ts';

/** Functions in the cloud's manner, called over storage queues and answered the same way. */
export function azureFunctionKind(world: World): ToolKind {
  const callFunction = azureFunctionCaller(world);
  return {
    type: 'azure_function',
    accept(given, param) {
      const { azure_function: definition } = acceptDefinition(azureFunctionTool, given, param);
      const { name, description, parameters } = definition.function;
      return {
        functions: [{ name, description, parameters }],
        begin: (call) => ({
          id: newId('azf'),
          type: 'azure_function_call',
          status: 'in_progress',
          call_id: call.callId,
          name,
          arguments: call.arguments,
        }),
        async run(call, begun, { signal, responseEnded }) {
          const args = parsedArguments(call);
          // The model wrote no object: it is told so, as it is told of any other mistake.
          if (!args)
            return {
              item: { ...begun, status: 'failed' },
              outputs: [outputOf(call, 'The arguments are not a JSON object.')],
            };
          try {
            const output = await callFunction(definition, args, { signal, responseEnded });
            return { item: { ...begun, status: 'completed' }, outputs: [outputOf(call, output)] };
          } catch (error) {
            if (signal.aborted) throw error;
            throw new ToolFailure(messageOf(error), { ...begun, status: 'failed' }, { cause: error });
          }
        },
      };
    },
    recall(item) {
      const callId = String(item.call_id);
      if (item.type === 'azure_function_call')
        return [{ type: 'call', callId, name: String(item.name), arguments: String(item.arguments) }];
      return item.type === 'azure_function_call_output'
        ? [{ type: 'result', callId, output: String(item.output) }]
        : undefined;
    },
  };
}

const outputOf = (call: ToolCall, output: string): Item => ({
  id: newId('azfo'),
  type: 'azure_function_call_output',
  status: 'completed',
  call_id: call.callId,
  output,
});
