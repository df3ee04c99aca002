import type { z } from 'zod';
import type { ProblemDetail } from './request-error.ts';
import { RequestError } from './request-error.ts';

/** A request that fits its schema. @throws RequestError (400) that names every field in the way, and why */
export function parseRequest<Request>(schema: z.ZodType<Request>, body: unknown): Request {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  const details = fieldProblems(parsed.error, body);
  const named = details.map(({ field, problem }) => `${field}: ${problem}`).join('; ');
  throw new RequestError('invalid_request', `The request cannot be used: ${named}.`, { status: 400, details });
}

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

/** Returns the path of a zod issue as `agents.support.tools[1]`; `whole` names the value itself. */
export function formatPath(path: readonly PropertyKey[], whole: string): string {
  if (path.length === 0) return whole;
  return path
    .map((step, at) => (typeof step === 'number' ? `[${step}]` : `${at > 0 ? '.' : ''}${String(step)}`))
    .join('');
}

/** Returns the value at a path, or undefined. */
export function valueAtPath(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (inner, step) => (typeof inner === 'object' && inner !== null ? Reflect.get(inner, step) : undefined),
    value,
  );
}
