import { TerminalError } from '../core/errors.ts';
import { isTooDeep, MAX_JSON_DEPTH, parseJson } from '../core/json.ts';

/**
 * The place of the arguments in a message. New agents (Responses) write `{"function_args": {...}, "CorrelationId": "..."}`, classic ones
 * (threads and runs) put the arguments beside `CorrelationId`. `auto` reads both; `wrapped` and `flat` read one.
 */
export type MessageShape = 'auto' | 'wrapped' | 'flat';

/** Property names that the message itself uses. */
const WRAPPER = 'function_args';
const CORRELATION_ID = 'CorrelationId';

/**
 * Rejects parameters that have the name of a property of the message.
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

/** Returns the arguments of a message without validation: the tool's schema validates them. */
export function argumentsIn(message: Readonly<Record<string, unknown>>, shape: MessageShape): unknown {
  if (shape === 'wrapped' || (shape === 'auto' && Object.hasOwn(message, WRAPPER)))
    return withinDepth(unwrap(message[WRAPPER]));
  const { [CORRELATION_ID]: _, ...flat } = message;
  return withinDepth(flat);
}

/** A text in place of arguments that are nested too deep: the tool's schema rejects it, and the agent gets an answer. */
const withinDepth = (args: unknown): unknown =>
  isTooDeep(args) ? `arguments nested deeper than ${MAX_JSON_DEPTH} levels` : args;

/** Arguments may be missing for a tool without parameters. A JSON text is parsed once. */
function unwrap(wrapped: unknown): unknown {
  if (wrapped === undefined || wrapped === null || wrapped === '') return {};
  if (typeof wrapped !== 'string') return wrapped;
  try {
    return parseJson(wrapped);
  } catch {
    return wrapped;
  }
}

/** An agent's call: its message, and the id that the answer must carry. */
export interface Call {
  readonly message: Readonly<Record<string, unknown>>;
  readonly correlationId: string;
}

/** Longer than any id of the service, and short enough that an answer with it always fits a message. */
const MAX_CORRELATION_ID_LENGTH = 1_024;

/**
 * Reads the body of a queue trigger: base64 of JSON, as the agent service sends it, or plain JSON, as text or parsed by the host. Never throws.
 * @returns the call, or the reason why the message cannot be answered
 */
export function readMessage(body: unknown): Call | { readonly unreadable: string } {
  const parsed = typeof body === 'string' || body instanceof Uint8Array ? parseBody(body) : { value: body };
  if ('unreadable' in parsed) return parsed;
  const message = parsed.value;
  if (typeof message !== 'object' || message === null || Array.isArray(message)) {
    return { unreadable: 'the message is not a JSON object' };
  }
  const correlationId: unknown = (message as Record<string, unknown>).CorrelationId;
  if (typeof correlationId !== 'string' || correlationId === '') {
    return { unreadable: 'the message has no CorrelationId, or one that is not text' };
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
    // Some writers begin with a byte order mark, which JSON does not allow.
    return { value: JSON.parse(text.replace(/^\uFEFF/, '')) };
  } catch {
    return { unreadable: 'the message is neither JSON nor base64 of JSON' };
  }
}

/** Returns the text behind base64, or undefined for other text. A JSON object never looks like base64: it begins with a brace. */
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
 * Returns a tool's result as the text of its answer: a string unchanged, anything else as JSON. `undefined` becomes "Done.", because an
 * empty answer looks like a failure.
 * @throws TypeError when the result cannot be written as JSON (a cycle, a BigInt)
 */
export function answerText(result: unknown): string {
  if (typeof result === 'string') return result;
  return JSON.stringify(result) ?? 'Done.';
}

/** Returns the message of an answer. The agent service finds the call by its id. */
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
