import { newId } from '../../core/ids.ts';
import { isRecord } from '../../core/json-schema.ts';
import { ModelError } from '../../model/contract/model-error.ts';
import { libraries } from '../../spec/libraries.ts';
import { parsedArguments } from '../contract/tool-functions.ts';
import type { ToolKind } from '../contract/tool-kind.ts';

const NAME = 'local_shell';

/** A shell of the client, which runs each command and returns its output. The emulator runs nothing. */
export const localShellTool: ToolKind = {
  type: 'local_shell',
  accept: () => {
    const begin: ReturnType<ToolKind['accept']>['begin'] = (call) => ({
      id: newId('lsh'),
      type: 'local_shell_call',
      status: 'completed',
      call_id: call.callId,
      action: actionOf(call),
    });
    return {
      functions: [
        {
          name: NAME,
          description: 'Runs a command in a shell and gives back what it prints.',
          parameters: {
            type: 'object',
            properties: {
              command: { type: 'array', items: { type: 'string' }, description: 'The command and its arguments.' },
              env: { type: 'object', properties: {}, additionalProperties: { type: 'string' } },
              working_directory: { type: 'string' },
              timeout_ms: { type: 'integer' },
              user: { type: 'string' },
            },
            required: ['command'],
          },
        },
      ],
      begin,
      handOver: begin,
    };
  },
  recall(item) {
    const callId = String(item.call_id);
    if (item.type === 'local_shell_call')
      return [{ type: 'call', callId, name: NAME, arguments: JSON.stringify(argumentsOf(item.action)) }];
    return item.type === 'local_shell_call_output'
      ? [{ type: 'result', callId, output: String(item.output) }]
      : undefined;
  },
};

/** @throws ModelError when the model wrote an invalid command */
function actionOf(call: { readonly arguments: string }): object {
  const action = { env: {}, ...parsedArguments(call), type: 'exec' };
  if (libraries.foundry.shape('OpenAI.LocalShellExecAction', 'body')(action)) return action;
  throw new ModelError('server_error', `The model wrote no command for a shell: ${call.arguments}`);
}

/** Values that the model wrote, without defaults. */
function argumentsOf(action: unknown): Record<string, unknown> {
  if (!isRecord(action)) return {};
  const { type: _type, env, ...rest } = action;
  return isRecord(env) && Object.keys(env).length > 0 ? { ...rest, env } : rest;
}
