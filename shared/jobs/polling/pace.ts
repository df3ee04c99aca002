/** Bounds of the time between two polls of a job, in milliseconds. */
export interface Pace {
  /** The shortest wait between two looks. */
  readonly shortest: number;
  /** The longest wait between two looks, unless the service itself asks for a longer one. */
  readonly longest: number;
}

/**
 * 25 s: a job of five minutes or less is noticed 15 s after its end on average, and even the shortest costs fewer calls than a
 * loop of 10 s. One hour: beyond ten hours of age a tenth of the age is more than anybody wants to wait for news.
 * `npm run bench -- polling` shows what these cost.
 */
export const DEFAULT_PACE: Pace = { shortest: 25_000, longest: 3_600_000 };

/** A wait grows with the job's age: the end of a job of any length is then noticed a twentieth of it late, on average. */
export const SHARE_OF_AGE = 0.1;

/** Around the length such jobs usually have, looks come twice as often ... */
export const SHARE_NEAR_TYPICAL_END = 0.05;
/** ... which is from four fifths to six fifths of it. */
export const TYPICAL_SPREAD = 0.2;

/** Around a finish that the service itself foretells. */
export const SHARE_NEAR_ESTIMATE = 0.01;

/** While a foretold finish is far off, half of the way to it: estimates get better as the end comes near. */
export const SHARE_OF_REMAINING = 0.5;

/** Waits are shortened by up to this share, so that jobs started together do not go on asking together. */
export const JITTER = 0.15;
