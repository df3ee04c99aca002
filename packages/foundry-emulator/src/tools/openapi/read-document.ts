import type { OpenAPIV3_1 } from 'openapi-types';
import { messageOf } from '../../../../../shared/core/errors.ts';
import { type Operation, operationsOf } from './operations.ts';

/** What is read of a document: addresses are not looked up outside of it. */
const OPTIONS = { resolve: { external: false }, dereference: { circular: 'ignore' } } as const;

/** Documents that are remembered as they were read: reading takes a while, and an agent has the same one in each response. */
const REMEMBERED = 20;

const known = new Map<string, Promise<Operation[]>>();

/** The operations of an OpenAPI document. @throws Error that says what is wrong with the document */
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
  // The parser is large, and most emulators have no such tool: it loads here.
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
