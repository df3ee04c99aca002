/** The soonest look at a batch, the shortest pause between two, and the longest, milliseconds. */
const FIRST_LOOK_MS = 500;
const SHORTEST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 60_000;
/** While nothing is known of it, a batch is looked at again after half its age. */
const SHARE_OF_AGE = 0.5;
/** A look that comes too early costs a call, one that comes too late a moment. */
const MARGIN = 1.15;
/** Looks do not follow one another faster than this share of the batch's age, whatever it promises. */
const LEAST_SHARE_OF_AGE = 0.1;

/** What a file is taken to take as long as nothing is known, milliseconds. */
const UNKNOWN_MS = 5;

/** How long the service takes with a file, learned from the batches that were looked at: so that few looks are needed. */
export class BatchPace {
  #perFile: number | undefined;

  /** Milliseconds from the making of a batch to the first look. */
  first(files: number): number {
    return between(FIRST_LOOK_MS, (this.#perFile ?? UNKNOWN_MS) * files * MARGIN, LONGEST_PAUSE_MS);
  }

  /** Milliseconds from a look that found so many of its files done to the next one. */
  next(files: number, done: number, age: number): number {
    if (done > 0) this.#perFile = age / done;
    const left = done === 0 ? age * SHARE_OF_AGE : ((files - done) * age * MARGIN) / done;
    return between(Math.max(SHORTEST_PAUSE_MS, age * LEAST_SHARE_OF_AGE), left, LONGEST_PAUSE_MS);
  }

  /** A batch had ended when it was looked at: it took so long at most. */
  ended(files: number, age: number): void {
    this.#perFile = Math.min(this.#perFile ?? Number.POSITIVE_INFINITY, age / files);
  }
}

const between = (least: number, value: number, most: number) => Math.min(most, Math.max(least, value));
