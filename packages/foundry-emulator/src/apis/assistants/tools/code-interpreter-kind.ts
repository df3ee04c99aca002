import { messageOf } from '../../../../../../shared/core/errors.ts';
import { badRequest } from '../../../core/http/api-error.ts';
import type { ProjectContext } from '../../../core/project/project-context.ts';
import { CODE_FUNCTION, codeOf, wordsOf } from '../../../tools/code-interpreter/code-function.ts';
import { type CodeRun, codeRunner, fileWorkspace } from '../../../tools/code-interpreter/run-code.ts';
import { parsedArguments } from '../../../tools/contract/tool-functions.ts';
import { projectFiles } from '../../files/file-store.ts';
import { type RunToolKind, ToolError } from './run-tool.ts';

const SETTING = 'FOUNDRY_CODE_INTERPRETER=on';

/** Runs Python code of the model on this machine, if a setting allows it. */
export function codeInterpreterKind(project: ProjectContext): RunToolKind {
  const allowed = project.settings.FOUNDRY_CODE_INTERPRETER === 'on';
  const fileStore = projectFiles(project);
  const runCode = codeRunner(project);

  return {
    type: 'code_interpreter',
    condition: `with ${SETTING}`,
    accept(_given, param) {
      if (!allowed) {
        throw badRequest(
          `code_interpreter would run code that a model writes on this machine. Allow it with ${SETTING}.`,
          `${param}.type`,
        );
      }
      return {
        type: 'code_interpreter',
        functions: [CODE_FUNCTION],
        show: (call) => ({
          id: call.id,
          type: 'code_interpreter',
          code_interpreter: { input: codeOf(parsedArguments(call)), outputs: call.shown ?? [] },
        }),
        result: (call) => ({
          code_interpreter: {
            input: codeOf(parsedArguments(call)),
            outputs: (call.shown ?? []).map((output, index) => ({ index, ...output })),
          },
        }),
        async run(call, { resources, signal }) {
          try {
            const done = await runCode(
              codeOf(parsedArguments(call)),
              fileWorkspace(fileStore, resources.code_interpreter?.file_ids ?? []),
              signal,
            );
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
