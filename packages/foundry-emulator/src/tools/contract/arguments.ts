import { isRecord } from '../../core/json-schema.ts';

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
