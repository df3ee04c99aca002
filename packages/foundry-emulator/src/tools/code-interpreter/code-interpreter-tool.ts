import { z } from 'zod';
import { messageOf } from '../../../../../shared/core/errors.ts';
import { newId } from '../../core/ids.ts';
import type { ProjectContext } from '../../core/project/project-context.ts';
import { storedResults } from '../contract/stored-results.ts';
import { acceptDefinition, parsedArguments } from '../contract/tool-functions.ts';
import type { ToolKind } from '../contract/tool-kind.ts';
import { CODE_FUNCTION, codeOf, wordsOf } from './code-function.ts';
import { codeRunner } from './run-code.ts';

const definition = z.object({
  type: z.literal('code_interpreter'),
  container: z
    .union([z.string(), z.object({ type: z.literal('auto'), file_ids: z.array(z.string()).nullish() })])
    .nullish(),
});

/** Value of `include` that requests the outputs. */
const INCLUDE_OUTPUTS = 'code_interpreter_call.outputs';

/**
 * Runs Python code of the model on this machine if a setting allows it. Otherwise the call fails with an explanation and the response
 * continues.
 */
export function codeInterpreterKind(project: ProjectContext): ToolKind {
  const allowed = project.settings.FOUNDRY_CODE_INTERPRETER === 'on';
  const runCode = codeRunner(project);
  const results = storedResults(project.store, 'code-interpreter');

  return {
    type: 'code_interpreter',
    accept(given, param, include = []) {
      const { container } = acceptDefinition(definition, given, param);
      const named = typeof container === 'string' ? container : undefined;
      const fileIds = (typeof container === 'object' ? container?.file_ids : undefined) ?? [];
      const shows = include.includes(INCLUDE_OUTPUTS);
      return {
        // The rule-based model writes no code. Where code does not run, it may pass the question as it is.
        functions: [allowed ? CODE_FUNCTION : { ...CODE_FUNCTION, takesWords: 'code' }],
        begin: () => ({
          id: newId('ci'),
          type: 'code_interpreter_call',
          status: 'in_progress',
          container_id: named ?? newId('cntr'),
          code: null,
          outputs: null,
        }),
        async run(call, begun, { signal, emit }) {
          const code = codeOf(parsedArguments(call));
          emit('response.code_interpreter_call.in_progress');
          emit('response.code_interpreter_call_code.delta', { delta: code });
          emit('response.code_interpreter_call_code.done', { code });
          emit('response.code_interpreter_call.interpreting');
          const end = (status: string, logs: string, shown = shows) => {
            results.put(begun.id, logs);
            return {
              item: { ...begun, status, code, outputs: shown ? [{ type: 'logs', logs }] : null },
              outputs: [],
            };
          };
          if (!allowed) return end('failed', NOT_ALLOWED, true);
          try {
            const done = wordsOf(await runCode(code, fileIds, signal));
            emit('response.code_interpreter_call.completed');
            return end('completed', done);
          } catch (error) {
            if (signal.aborted) throw error;
            return end('failed', `The code could not be run: ${messageOf(error)}`, true);
          }
        },
      };
    },
    recall(item) {
      if (item.type !== 'code_interpreter_call') return undefined;
      const args = JSON.stringify({ code: item.code ?? '' });
      return [
        { type: 'call', callId: item.id, name: CODE_FUNCTION.name, arguments: args },
        { type: 'result', callId: item.id, output: results.get(item.id) ?? 'What the code printed is not at hand.' },
      ];
    },
  };
}

const NOT_ALLOWED =
  'The tool "code_interpreter" is not available locally: it would run code that a model writes on this machine. Allow it with FOUNDRY_CODE_INTERPRETER=on.';
