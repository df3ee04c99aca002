/** Begins the comment in which audio of this emulator carries what it says. */
const MARK = 'foundry-functions-emulator-speech:';

/** The comment for audio that says a text. */
export const imprintOf = (text: string): string => MARK + encodeURIComponent(text);

/** What a file says of itself. */
export interface Heard {
  /** Seconds. */
  readonly duration: number;
  /** What is said, where this emulator made the file. */
  readonly text: string | undefined;
}

/** Reads the length of an audio file and, if this emulator made it, what it says; undefined for what is no audio. */
export async function hear(file: Buffer): Promise<Heard | undefined> {
  // Much code for one operation: it loads when it is needed.
  const { parseBuffer } = await import('music-metadata');
  const read = await parseBuffer(file, undefined, { duration: true, skipCovers: true }).catch(() => undefined);
  const duration = read?.format.duration;
  if (read === undefined || duration === undefined || !(duration > 0)) return undefined;
  const comments = (read.common.comment ?? []).map(({ text }) => text ?? '');
  const imprint = comments.find((comment) => comment.startsWith(MARK))?.slice(MARK.length);
  return { duration, text: imprint === undefined ? undefined : decoded(imprint) };
}

function decoded(imprint: string): string | undefined {
  try {
    return decodeURIComponent(imprint);
  } catch {
    return undefined;
  }
}
