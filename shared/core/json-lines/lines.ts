/** One line of a file: its text, or why there is none. Lines are counted from 1. */
export type Line =
  | { readonly number: number; readonly text: string }
  | { readonly number: number; readonly text?: undefined; readonly problem: string };

const NEWLINE = 0x0a;

/**
 * The lines of a UTF-8 text that comes in pieces, in constant memory: a line longer than `mostBytes` is passed over and reported.
 * A byte order mark at the start and carriage returns at line ends do not belong to the lines; neither does an empty last line.
 */
export async function* linesOf(bytes: AsyncIterable<Uint8Array>, mostBytes: number): AsyncIterable<Line> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let pieces: Uint8Array[] = [];
  let length = 0;
  let number = 1;

  const add = (piece: Uint8Array) => {
    length += piece.length;
    // What is too long is counted, and not kept.
    if (length <= mostBytes) pieces.push(piece);
    else pieces = [];
  };
  const take = (): Line => {
    const line = length > mostBytes ? tooLong(number, mostBytes) : decoded(number, decoder, pieces);
    pieces = [];
    length = 0;
    number += 1;
    return line;
  };

  for await (const chunk of bytes) {
    let from = 0;
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, from)) {
      add(chunk.subarray(from, end));
      yield take();
      from = end + 1;
    }
    if (from < chunk.length) add(chunk.subarray(from));
  }
  if (length > 0) yield take();
}

function decoded(number: number, decoder: InstanceType<typeof TextDecoder>, pieces: readonly Uint8Array[]): Line {
  try {
    const text = decoder.decode(pieces.length === 1 ? pieces[0] : Buffer.concat(pieces));
    // The decoder takes a mark off wherever a text begins; only the file's first line may have had one.
    return { number, text: text.endsWith('\r') ? text.slice(0, -1) : text };
  } catch {
    return { number, problem: 'is not UTF-8 text' };
  }
}

const tooLong = (number: number, mostBytes: number): Line => ({ number, problem: `is longer than ${mostBytes} bytes` });
