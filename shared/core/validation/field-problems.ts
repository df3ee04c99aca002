import type { z } from 'zod';
import type { ProblemDetail } from '../request-error.ts';
import { formatPath, valueAtPath } from './issue-path.ts';

const WHOLE = 'the request';

/** Returns the problems of a request by field, in the sender's spelling: `method.dpo`, `data.items[3]`. */
export function fieldProblems(error: z.ZodError, body: unknown): ProblemDetail[] {
  return error.issues.flatMap((issue) => {
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => ({
        field: formatPath([...issue.path, key], WHOLE),
        problem: 'no such field is known here',
      }));
    }
    const missing = issue.code === 'invalid_type' && valueAtPath(body, issue.path) === undefined;
    return [{ field: formatPath(issue.path, WHOLE), problem: missing ? 'is missing' : issue.message }];
  });
}
