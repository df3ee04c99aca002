import type { z } from 'zod';

/** Problems named at most: a model corrects a few, and every one costs its context. */
const MOST_PROBLEMS = 8;

/** What is wrong with the arguments of a call, in words a model can act on: which argument, and what was expected. */
export function explainIssues(tool: string, error: z.ZodError): string {
  const lines = error.issues.slice(0, MOST_PROBLEMS).map((issue) => `- ${place(issue.path)}: ${issue.message}`);
  const more = error.issues.length - lines.length;
  return [
    `${tool} was not carried out: its arguments do not fit. Correct them and call it again.`,
    ...lines,
    ...(more > 0 ? [`- and ${more} more`] : []),
  ].join('\n');
}

/** `items[2].name`, as a programmer would write it. */
function place(path: readonly PropertyKey[]): string {
  if (path.length === 0) return 'the arguments as a whole';
  return path
    .map((step, at) => (typeof step === 'number' ? `[${step}]` : `${at > 0 ? '.' : ''}${String(step)}`))
    .join('');
}
