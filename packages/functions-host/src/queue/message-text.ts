/** Encoding of all queue messages of an app: host.json `extensions.queues.messageEncoding`. */
export type MessageEncoding = 'base64' | 'none';

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** Encodes a body for the wire. */
export function encodeBody(body: Uint8Array, encoding: MessageEncoding): string {
  const buffer = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  return buffer.toString(encoding === 'base64' ? 'base64' : 'utf8');
}

/** Decoded content of a message. */
export interface MessageBody {
  readonly bytes: Uint8Array;
  /** Undefined for bytes that are not UTF-8. */
  readonly text: string | undefined;
}

/** Decodes a message; undefined when it is not in the app's encoding. */
export function readBody(messageText: string, encoding: MessageEncoding): MessageBody | undefined {
  if (encoding === 'none') return { bytes: Buffer.from(messageText, 'utf8'), text: messageText };
  // .NET's decoder ignores white space.
  const base64 = messageText.replace(/[ \t\r\n]/g, '');
  if (!BASE64.test(base64)) return undefined;
  const bytes = Buffer.from(base64, 'base64');
  return { bytes, text: utf8(bytes) };
}

function utf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
