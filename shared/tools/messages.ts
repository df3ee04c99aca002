import { TerminalError } from '../core/errors.ts';
import { isTooDeep, MAX_JSON_DEPTH, parseJson } from '../core/json.ts';

/**
 * Where a message has its arguments. New agents (Responses) write `{"function_args": {...}, "CorrelationId": "..."}`, classic ones
 * (threads and runs) put them beside `CorrelationId`. `auto` reads both; `wrapped` and `flat` only the one.
 */
export type MessageShape = 'auto' | 'wrapped' | 'flat';

/** Names that mean something to the message itself. */
const WRAPPER = 'function_args';
const CORRELATION_ID = 'CorrelationId';

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
  if (shape !== 'wrapped' && parameters.includes(CORRELATION_ID)) {
    throw new TerminalError(
      `Tool "${tool}" has a parameter named "${CORRELATION_ID}", which classic agents' messages use themselves. Rename it, or set ` +
        `messageShape to 'wrapped'.`,
    );
  }
}

/** The arguments of a message as they came; whether they are an object at all is for the tool's schema to say. */
export function argumentsIn(message: Readonly<Record<string, unknown>>, shape: MessageShape): unknown {
  if (shape === 'wrapped' || (shape === 'auto' && Object.hasOwn(message, WRAPPER)))
    return withinDepth(unwrap(message[WRAPPER]));
  const { [CORRELATION_ID]: _, ...flat } = message;
  return withinDepth(flat);
}

/** A text in place of arguments that are nested too deep: the tool's schema rejects it, and the agent gets an answer. */
const withinDepth = (args: unknown): unknown =>
  isTooDeep(args) ? `arguments nested deeper than ${MAX_JSON_DEPTH} levels` : args;

/** A tool without parameters may get nothing at all; a JSON text is read once, never twice. */
function unwrap(wrapped: unknown): unknown {
  if (wrapped === undefined || wrapped === null || wrapped === '') return {};
  if (typeof wrapped !== 'string') return wrapped;
  try {
    return parseJson(wrapped);
  } catch {
    return wrapped;
  }
}

/** An agent's call: all of its message, and the id that the answer must carry. */
export interface Call {
  readonly message: Readonly<Record<string, unknown>>;
  readonly correlationId: string;
}

/** Longer than any id a service makes, short enough that an answer with it always fits a message. */
const MAX_CORRELATION_ID_LENGTH = 1_024;

/**
 * Reads what a queue trigger was given: base64 of JSON, which is what the agent service sends, or plain JSON, as text or already
 * parsed by the host. Never throws: a message that nobody can answer is a result, too.
 */
export function readMessage(body: unknown): Call | { readonly unreadable: string } {
  const parsed = typeof body === 'string' || body instanceof Uint8Array ? parseBody(body) : { value: body };
  if ('unreadable' in parsed) return parsed;
  const message = parsed.value;
  if (typeof message !== 'object' || message === null || Array.isArray(message)) {
    return { unreadable: 'the message is no JSON object' };
  }
  const correlationId: unknown = (message as Record<string, unknown>).CorrelationId;
  if (typeof correlationId !== 'string' || correlationId === '') {
    return { unreadable: 'the message has no CorrelationId, or one that is no text' };
  }
  if (correlationId.length > MAX_CORRELATION_ID_LENGTH) {
    return {
      unreadable: `the CorrelationId has ${correlationId.length} characters, over ${MAX_CORRELATION_ID_LENGTH}`,
    };
  }
  return { message: message as Record<string, unknown>, correlationId };
}

function parseBody(body: string | Uint8Array): { value: unknown } | { unreadable: string } {
  const text = typeof body === 'string' ? (fromBase64(body) ?? body) : utf8(body);
  if (text === undefined) return { unreadable: 'the message is not UTF-8 text' };
  try {
    // Some writers put a byte order mark first, which JSON does not know.
    return { value: JSON.parse(text.replace(/^\uFEFF/, '')) };
  } catch {
    return { unreadable: 'the message is neither JSON nor base64 of JSON' };
  }
}

/** The text behind base64; undefined when it is none. JSON of an object never looks like base64: it begins with a brace. */
function fromBase64(text: string): string | undefined {
  const trimmed = text.trim();
  if (trimmed.length % 4 !== 0 || !/^[A-Za-z0-9+/]+={0,2}$/.test(trimmed)) return undefined;
  return utf8(Buffer.from(trimmed, 'base64'));
}

function utf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/**
 * A tool's result as the text of its answer: a string stays as it is, everything else becomes JSON. No result is said in a word,
 * for an empty answer reads like a failure.
 * @throws TypeError when JSON cannot hold it (a cycle, a BigInt)
 */
export function answerText(result: unknown): string {
  if (typeof result === 'string') return result;
  return JSON.stringify(result) ?? 'Done.';
}

/** The message that carries an answer back. The agent service finds the call by its id; nothing else is known of the shape. */
export function answerMessage(value: string, correlationId: string): string {
  return JSON.stringify({ Value: value, CorrelationId: correlationId });
}

/**
 * The message of a call with other arguments, in the shape and encoding of the original.
 * @returns undefined when the original holds no call
 */
export function withArguments(
  text: string,
  args: Readonly<Record<string, unknown>>,
  shape: MessageShape,
): string | undefined {
  const call = readMessage(text);
  if ('unreadable' in call) return undefined;
  const { correlationId: CorrelationId } = call;
  const isWrapped = shape === 'wrapped' || (shape === 'auto' && Object.hasOwn(call.message, WRAPPER));
  const json = JSON.stringify(isWrapped ? { [WRAPPER]: args, CorrelationId } : { ...args, CorrelationId });
  return fromBase64(text) === undefined ? json : Buffer.from(json, 'utf8').toString('base64');
}
