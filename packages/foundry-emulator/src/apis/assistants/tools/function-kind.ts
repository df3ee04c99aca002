import { functionTool } from '../../../tools/function-tool.ts';
import type { ToolDefinition } from '../objects/assistant.ts';
import type { RunToolKind } from './run-tool.ts';

/** Functions that the client executes. The run waits for their outputs. */
export const functionKind: RunToolKind = {
  type: 'function',
  accept: (definition, param) => {
    const { functions } = functionTool.accept({ ...declared(definition), type: 'function' }, `${param}.function`);
    return {
      type: 'function',
      functions,
      show: ({ id, name, arguments: args, output }) => ({
        id,
        type: 'function',
        function: { name, arguments: args, output },
      }),
      piece: (delta) => ({ function: { arguments: delta } }),
    };
  },
};

const declared = ({ function: declaration }: ToolDefinition): object =>
  typeof declaration === 'object' && declaration !== null ? declaration : {};
