import type { ModelTool } from '../../model/contract/model.ts';
import type { CodeFile, CodeRun } from './run-code.ts';

/** Function by which a model runs code, in every API. */
export const CODE_FUNCTION: ModelTool = {
  name: 'code_interpreter',
  description:
    'Runs Python code and gives back what it prints. Files at hand are in the working directory; files the code leaves there are kept.',
  parameters: { type: 'object', properties: { code: { type: 'string' } }, required: ['code'] },
  runsPython: 'code',
};

/** Returns the code of a call, empty for invalid arguments. */
export const codeOf = (args: Record<string, unknown> | undefined): string =>
  typeof args?.code === 'string' ? args.code : '';

/**
 * Returns the result of running code, for the model.
 * @param nameOf how a file is named
 */
export function wordsOf(
  { logs, files }: CodeRun,
  nameOf: (file: CodeFile) => string = ({ filename, id }) => `${filename} (${id})`,
): string {
  const made = files.map(nameOf);
  const parts = [logs.trimEnd(), made.length > 0 ? `Files that were made: ${made.join(', ')}.` : ''];
  return parts.filter((part) => part !== '').join('\n') || 'The code printed nothing.';
}
