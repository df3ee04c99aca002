import type { OpenAPIV3_1 } from 'openapi-types';
import { messageOf } from '../../../../../shared/core/errors.ts';
import { type Operation, operationsOf } from './operations.ts';

/** Options of the parser. External references are not fetched. */
const OPTIONS = { resolve: { external: false }, dereference: { circular: 'ignore' } } as const;

/** Parsed documents in the cache. */
const REMEMBERED = 20;

const known = new Map<string, Promise<Operation[]>>();

/** Returns the operations of an OpenAPI document. @throws Error that names the fault */
export function readDocument(spec: object): Promise<Operation[]> {
  const text = JSON.stringify(spec);
  const reading = known.get(text) ?? read(text);
  known.delete(text);
  known.set(text, reading);
  const [oldest] = known.keys();
  if (known.size > REMEMBERED && oldest !== undefined) known.delete(oldest);
  return reading;
}

async function read(text: string): Promise<Operation[]> {
  // Loaded on demand: the parser is large.
  const { default: parser } = await import('@apidevtools/swagger-parser');
  try {
    return operationsOf((await parser.dereference(JSON.parse(text), OPTIONS)) as OpenAPIV3_1.Document);
  } catch (cause) {
    const [what, ...where] = messageOf(cause).split('\n');
    throw new Error(
      `The OpenAPI document is not right. ${[what, ...where.slice(0, 3).map((line) => line.trim())].join(' ')}`,
      {
        cause,
      },
    );
  }
}
