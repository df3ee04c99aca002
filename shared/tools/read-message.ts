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
  const parsed = typeof body === 'string' || body instanceof Uint8Array ? parse(body) : { value: body };
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

function parse(body: string | Uint8Array): { value: unknown } | { unreadable: string } {
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
