import type { LeftOut } from './plan/state.ts';

/** Why something was left out, for people. */
export const LEFT_OUT_WORDS: Readonly<Record<LeftOut, string>> = {
  missed: 'missed while nothing ran, and not made up for by the catch-up policy',
  overlap: 'the run before was still under way',
  'hourly cap': 'as many runs as an hour may have had been started',
  paused: 'the evaluation was paused',
  'too many': 'too many were waiting already',
};
