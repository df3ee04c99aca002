import { TerminalError } from '../core/errors.ts';

/**
 * Where a message has its arguments. New agents (Responses) write `{"function_args": {...}, "CorrelationId": "..."}`, classic ones
 * (threads and runs) put them beside `CorrelationId`. `auto` reads both; `wrapped` and `flat` only the one.
 */
export type MessageShape = 'auto' | 'wrapped' | 'flat';

/** Names that mean something to the message itself. */
const WRAPPER = 'function_args';
const CORRELATION = 'CorrelationId';

/**
 * Refuses parameters that could not be told from the message's own properties.
 * @throws TerminalError
 */
export function refuseAmbiguousParameters(tool: string, parameters: readonly string[], shape: MessageShape): void {
  if (shape === 'auto' && parameters.includes(WRAPPER)) {
    throw new TerminalError(
      `Tool "${tool}" has a parameter named "${WRAPPER}", which is also how new agents wrap all arguments. Rename it, or set ` +
        `messageShape to 'flat' (classic agents) or 'wrapped' (new agents).`,
    );
  }
  if (shape !== 'wrapped' && parameters.includes(CORRELATION)) {
    throw new TerminalError(
      `Tool "${tool}" has a parameter named "${CORRELATION}", which classic agents' messages use themselves. Rename it, or set ` +
        `messageShape to 'wrapped'.`,
    );
  }
}

/** The arguments of a message as they came; whether they are an object at all is for the tool's schema to say. */
export function argumentsIn(message: Readonly<Record<string, unknown>>, shape: MessageShape): unknown {
  if (shape === 'wrapped' || (shape === 'auto' && Object.hasOwn(message, WRAPPER))) return unwrap(message[WRAPPER]);
  const { [CORRELATION]: _, ...flat } = message;
  return flat;
}

/** A tool without parameters may get nothing at all; a JSON text is read once, never twice. */
function unwrap(wrapped: unknown): unknown {
  if (wrapped === undefined || wrapped === null || wrapped === '') return {};
  if (typeof wrapped !== 'string') return wrapped;
  try {
    return JSON.parse(wrapped);
  } catch {
    return wrapped;
  }
}
