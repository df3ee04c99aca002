import type { z } from 'zod';
import { RequestError } from '../request-error.ts';
import { fieldProblems } from './field-problems.ts';

/** A request that fits its schema. @throws RequestError (400) that names every field in the way, and why */
export function parseRequest<Request>(schema: z.ZodType<Request>, body: unknown): Request {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  const details = fieldProblems(parsed.error, body);
  const named = details.map(({ field, problem }) => `${field}: ${problem}`).join('; ');
  throw new RequestError('invalid_request', `The request cannot be used: ${named}.`, { status: 400, details });
}
