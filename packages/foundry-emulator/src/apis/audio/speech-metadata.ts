/** Prefix of the comment that holds the text of audio made by this emulator. */
const MARK = 'foundry-functions-emulator-speech:';

/** Returns the comment that stores the spoken text. */
export const speechComment = (text: string): string => MARK + encodeURIComponent(text);

/** Metadata of an audio file. */
export interface SpeechMetadata {
  /** Seconds. */
  readonly duration: number;
  /** Spoken text, if this emulator made the file. */
  readonly text: string | undefined;
}

/** Reads the duration of an audio file and the spoken text if this emulator made it. Undefined for other files. */
export async function readSpeechMetadata(file: Buffer): Promise<SpeechMetadata | undefined> {
  // Loaded on demand: the parser is large.
  const { parseBuffer } = await import('music-metadata');
  const read = await parseBuffer(file, undefined, { duration: true, skipCovers: true }).catch(() => undefined);
  const duration = read?.format.duration;
  if (read === undefined || duration === undefined || !(duration > 0)) return undefined;
  const comments = (read.common.comment ?? []).map(({ text }) => text ?? '');
  const comment = comments.find((each) => each.startsWith(MARK))?.slice(MARK.length);
  return { duration, text: comment === undefined ? undefined : decoded(comment) };
}

function decoded(comment: string): string | undefined {
  try {
    return decodeURIComponent(comment);
  } catch {
    return undefined;
  }
}
