import type { ModelTool } from '../../model/contract/model.ts';
import type { CodeRun } from './run-code.ts';

/** How a model has code run, whatever API it does so for. */
export const CODE_FUNCTION: ModelTool = {
  name: 'code_interpreter',
  description:
    'Runs Python code and gives back what it prints. Files at hand are in the working directory; files the code leaves there are kept.',
  parameters: { type: 'object', properties: { code: { type: 'string' } }, required: ['code'] },
};

/** The code in a call's arguments; none, where the model wrote no such arguments. */
export const codeOf = (args: Record<string, unknown> | undefined): string =>
  typeof args?.code === 'string' ? args.code : '';

/** What running the code came to, as the model reads it. */
export function wordsOf({ logs, files }: CodeRun): string {
  const made = files.map(({ filename, id }) => `${filename} (${id})`);
  const parts = [logs.trimEnd(), made.length > 0 ? `Files that were made: ${made.join(', ')}.` : ''];
  return parts.filter((part) => part !== '').join('\n') || 'The code printed nothing.';
}
