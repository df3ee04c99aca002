import type { z } from 'zod';
import { TerminalError } from '../core/errors.ts';
import { placeOf, valueAt } from '../core/validation/issue-path.ts';

const WHOLE = 'the config';

/** All that is wrong with foundry.config.ts, each with its place, as one error. */
export function explainConfigIssues(error: z.ZodError, config: unknown): TerminalError {
  const lines = error.issues.map((issue) => explain(issue, config));
  return new TerminalError(`foundry.config.ts cannot be used: ${lines.join('; ')}. Correct it and start again.`);
}

function explain(issue: z.core.$ZodIssue, config: unknown): string {
  const place = placeOf(issue.path, WHOLE);
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => `${placeOf([...issue.path, key], WHOLE)} is no setting known here`).join('; ');
  }
  if (issue.code === 'invalid_key') return `${place}: ${issue.issues.map(({ message }) => message).join(', ')}`;
  const missing = valueAt(config, issue.path) === undefined;
  return `${place}: ${missing && issue.code === 'invalid_type' ? `missing, ${issue.expected} expected` : issue.message}`;
}
