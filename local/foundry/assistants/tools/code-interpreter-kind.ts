import { messageOf } from '../../../../shared/errors.ts';
import { badRequest } from '../../frame/api-error.ts';
import type { World } from '../../frame/world.ts';
import { parsedArguments } from '../../tools/arguments.ts';
import { type CodeRun, codeRunner } from '../code/run-code.ts';
import { type RunToolKind, ToolError } from './run-tool.ts';

const SETTING = 'FOUNDRY_CODE_INTERPRETER=on';

/** Python code that the model writes, run on this machine: only where a setting allows it. */
export function codeInterpreterKind(world: World): RunToolKind {
  const allowed = world.settings.FOUNDRY_CODE_INTERPRETER === 'on';
  const runCode = codeRunner(world);
  const codeOf = (call: { readonly arguments: string }) => {
    const code = parsedArguments(call)?.code;
    return typeof code === 'string' ? code : '';
  };

  return {
    type: 'code_interpreter',
    condition: `with ${SETTING}`,
    accept(_given, param) {
      if (!allowed) {
        throw badRequest(
          `code_interpreter would run code that a model writes on this machine, with your rights. Allow it with ${SETTING}.`,
          `${param}.type`,
        );
      }
      return {
        type: 'code_interpreter',
        functions: [
          {
            name: 'code_interpreter',
            description:
              'Runs Python code and gives back what it prints. Files at hand are in the working directory; files the code leaves there are kept.',
            parameters: { type: 'object', properties: { code: { type: 'string' } }, required: ['code'] },
          },
        ],
        show: (call) => ({
          id: call.id,
          type: 'code_interpreter',
          code_interpreter: { input: codeOf(call), outputs: call.shown ?? [] },
        }),
        result: (call) => ({
          code_interpreter: {
            input: codeOf(call),
            outputs: (call.shown ?? []).map((output, index) => ({ index, ...output })),
          },
        }),
        async run(call, { resources, signal }) {
          try {
            const done = await runCode(codeOf(call), resources.code_interpreter?.file_ids ?? [], signal);
            return { output: wordsOf(done), shown: outputsOf(done) };
          } catch (cause) {
            signal.throwIfAborted();
            throw new ToolError(`The code could not be run: ${messageOf(cause)}`, { cause });
          }
        },
      };
    },
  };
}

const outputsOf = ({ logs, files }: CodeRun) => [
  ...(logs === '' ? [] : [{ type: 'logs', logs }]),
  ...files
    .filter(({ filename }) => /\.(png|jpe?g|gif|webp)$/i.test(filename))
    .map(({ id }) => ({ type: 'image', image: { file_id: id } })),
];

function wordsOf({ logs, files }: CodeRun): string {
  const made = files.map(({ filename, id }) => `${filename} (${id})`);
  const parts = [logs.trimEnd(), made.length > 0 ? `Files that were made: ${made.join(', ')}.` : ''];
  return parts.filter((part) => part !== '').join('\n') || 'The code printed nothing.';
}
