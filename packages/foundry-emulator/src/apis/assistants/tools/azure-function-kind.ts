import { messageOf } from '../../../../../../shared/core/errors.ts';
import type { ProjectContext } from '../../../core/project/project-context.ts';
import { azureFunctionCaller } from '../../../tools/azure-function/azure-function-caller.ts';
import { azureFunctionTool } from '../../../tools/azure-function/definition.ts';
import { acceptDefinition, parsedArguments } from '../../../tools/contract/tool-functions.ts';
import { CONDITION } from './adapted-kind.ts';
import { type RunToolKind, ToolError } from './run-tool.ts';

/** Calls functions over storage queues as classic agents do: the arguments are top-level fields of the message, beside CorrelationId. */
export function azureFunctionKind(project: ProjectContext): RunToolKind {
  const callFunction = azureFunctionCaller(project, { shape: 'flat' });
  return {
    type: 'azure_function',
    condition: CONDITION,
    accept(given, param) {
      const { azure_function: definition } = acceptDefinition(azureFunctionTool, given, param);
      const { name, description, parameters } = definition.function;
      return {
        type: 'azure_function',
        functions: [{ name, description, parameters }],
        show: (call) => ({
          id: call.id,
          type: 'azure_function',
          azure_function: { name, arguments: call.arguments, output: call.output },
        }),
        piece: (delta) => ({ azure_function: { arguments: delta } }),
        async run(call, { signal, rest }) {
          const args = parsedArguments(call);
          // Invalid arguments are reported to the model like any other error.
          if (!args) return { output: 'The arguments are not a JSON object.' };
          try {
            return { output: await callFunction(definition, args, { signal, responseEnded: rest }) };
          } catch (cause) {
            signal.throwIfAborted();
            throw new ToolError(messageOf(cause), { cause });
          }
        },
      };
    },
  };
}
