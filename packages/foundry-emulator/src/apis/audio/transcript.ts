/** Transcript of a file, with times in seconds. */
export interface Transcript {
  readonly task: 'transcribe' | 'translate';
  /** Language name as the service writes it, such as `english`. */
  readonly language: string;
  readonly duration: number;
  readonly text: string;
  readonly segments: readonly Timed[];
  readonly words: readonly Timed[];
}

export interface Timed {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** Spreads a text evenly over a duration. */
export function spread(text: string, duration: number, about: Pick<Transcript, 'task' | 'language'>): Transcript {
  const timed = (pattern: RegExp) =>
    [...text.matchAll(pattern)].map(({ 0: piece, index }) => ({
      text: piece,
      start: seconds((index / text.length) * duration),
      end: seconds(((index + piece.length) / text.length) * duration),
    }));
  return {
    ...about,
    duration: seconds(duration),
    text,
    segments: timed(/[^\s.!?。！？][^.!?。！？]*[.!?。！？]*/gu),
    words: timed(/[\p{L}\p{N}'’-]+/gu),
  };
}

const seconds = (time: number): number => Math.round(time * 1000) / 1000;
