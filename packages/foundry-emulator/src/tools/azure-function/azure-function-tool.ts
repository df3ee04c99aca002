import { messageOf } from '../../../../../shared/core/errors.ts';
import type { ProjectContext } from '../../core/project/project-context.ts';
import { callAndOutput } from '../contract/call-and-output.ts';
import { acceptDefinition, parsedArguments } from '../contract/tool-functions.ts';
import { ToolFailure, type ToolKind } from '../contract/tool-kind.ts';
import { azureFunctionCaller } from './azure-function-caller.ts';
import { azureFunctionTool } from './definition.ts';

/** Azure functions that are called over storage queues. */
export function azureFunctionKind(project: ProjectContext): ToolKind {
  const callFunction = azureFunctionCaller(project);
  const items = callAndOutput('azure_function');
  return {
    type: 'azure_function',
    accept(given, param) {
      const { azure_function: definition } = acceptDefinition(azureFunctionTool, given, param);
      const { name, description, parameters } = definition.function;
      return {
        functions: [{ name, description, parameters }],
        begin: (call) => items.call(call, { name }),
        async run(call, begun, { signal, responseEnded }) {
          const args = parsedArguments(call);
          // Invalid arguments are reported to the model like any other error.
          if (!args)
            return {
              item: { ...begun, status: 'failed' },
              outputs: [items.output(call, 'The arguments are not a JSON object.')],
            };
          try {
            const output = await callFunction(definition, args, { signal, responseEnded });
            return { item: { ...begun, status: 'completed' }, outputs: [items.output(call, output)] };
          } catch (error) {
            if (signal.aborted) throw error;
            throw new ToolFailure(messageOf(error), { ...begun, status: 'failed' }, { cause: error });
          }
        },
      };
    },
    recall: items.recall,
  };
}
