import type { z } from 'zod';
import { badRequest } from '../../core/http/api-error.ts';
import { isRecord } from '../../core/json-schema.ts';
import type { ModelTool } from '../../model/contract/model.ts';

/** Creates a function that takes the user's text in `query`. @param more hints for the rule-based model */
export const textFunction = (
  name: string,
  description: string,
  more: Pick<ModelTool, 'looksUp'> & { readonly query?: string } = {},
): ModelTool => {
  const { query = 'What to look for, in plain words.', ...use } = more;
  return {
    name,
    description,
    parameters: { type: 'object', properties: { query: { type: 'string', description: query } }, required: ['query'] },
    takesWords: 'query',
    ...use,
  };
};

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

/** Parses the arguments of a call; undefined if they are not a JSON object. No arguments are an empty object. */
export function parsedArguments({
  arguments: text,
}: {
  readonly arguments: string;
}): Record<string, unknown> | undefined {
  try {
    const parsed: unknown = JSON.parse(text || '{}');
    return isRecord(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}
