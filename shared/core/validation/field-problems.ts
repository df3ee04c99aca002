import type { z } from 'zod';
import type { FieldProblem } from '../request-error.ts';
import { placeOf, valueAt } from './issue-path.ts';

const WHOLE = 'the request';

/** What is wrong with a request, field by field, as its sender wrote it: `method.dpo`, `data.items[3]`. */
export function fieldProblems(error: z.ZodError, body: unknown): FieldProblem[] {
  return error.issues.flatMap((issue) => {
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => ({
        field: placeOf([...issue.path, key], WHOLE),
        problem: 'no such field is known here',
      }));
    }
    const missing = issue.code === 'invalid_type' && valueAt(body, issue.path) === undefined;
    return [{ field: placeOf(issue.path, WHOLE), problem: missing ? 'is missing' : issue.message }];
  });
}
