import type { z } from 'zod';
import { badRequest } from '../../core/http/api-error.ts';

/** Validates a tool definition. @throws ApiError 400 that names the field, such as `tools[0].function.name` */
export function acceptDefinition<T>(schema: z.ZodType<T>, given: unknown, param: string): T {
  const result = schema.safeParse(given);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const field = [
    param,
    ...(issue?.path ?? []).map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`)),
  ].join('');
  throw badRequest(`${field} ${issue?.message ?? 'is not right'}`, field);
}
