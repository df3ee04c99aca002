import { unparsable } from './file-unreadable.ts';

/** Decodes UTF-8, ASCII, or UTF-16 with a byte order mark. @throws FileUnreadable for other encodings */
export function decodeText(bytes: Buffer): string {
  const decode = decoderFor(bytes);
  return decode(bytes) + decode();
}

/** Decodes a stream of bytes, as `decodeText`. */
export async function* decodeParts(parts: AsyncIterable<Buffer>): AsyncGenerator<string> {
  let decode: ((bytes?: Buffer) => string) | undefined;
  for await (const part of parts) {
    decode ??= decoderFor(part);
    yield decode(part);
  }
  if (decode) yield decode();
}

/** Returns a decoder for parts; a call without a part flushes it. */
function decoderFor(first: Buffer): (bytes?: Buffer) => string {
  const decoder = new TextDecoder(encodingOf(first), { fatal: true });
  return (bytes) => {
    let text: string;
    try {
      text = bytes ? decoder.decode(bytes, { stream: true }) : decoder.decode();
    } catch (cause) {
      throw unparsable('is not text in UTF-8 or UTF-16', cause);
    }
    if (text.includes('\0')) throw unparsable('is not text in UTF-8 or UTF-16');
    return text;
  };
}

function encodingOf(bytes: Buffer): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  return bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : 'utf-8';
}
