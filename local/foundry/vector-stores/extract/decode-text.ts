import { unparsable } from './file-unreadable.ts';

/** The text of bytes in UTF-8, ASCII, or UTF-16 with a byte order mark. @throws FileUnreadable for others */
export function decodeText(bytes: Buffer): string {
  try {
    const text = new TextDecoder(encodingOf(bytes), { fatal: true }).decode(bytes);
    if (!text.includes('\0')) return text;
  } catch (cause) {
    throw unparsable('is not text in UTF-8 or UTF-16', cause);
  }
  throw unparsable('is not text in UTF-8 or UTF-16');
}

function encodingOf(bytes: Buffer): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  return bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : 'utf-8';
}
