import { isRecord } from '../../core/json-schema.ts';

/** The arguments of a call, when they are a JSON object, as a model may fail to write. None at all are an empty one. */
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
