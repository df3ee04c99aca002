import type { TurnAnswer } from './run-turn.ts';

/** What the orchestration of a vector store carries from turn to turn: small, plain JSON. */
export interface CarriedStore {
  readonly store: string;
  /** Turns in a row that could not be taken. */
  readonly failures: number;
}

/** How long an orchestration without work sleeps; whoever has work wakes it. A wake-up call that got lost costs this much. */
const IDLE_MS = 300_000;
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 300_000;

/** What follows a turn, from its answer alone: the next one, after so many milliseconds. A vector store has no end. */
export function afterTurn(
  { store, failures }: CarriedStore,
  answer: TurnAnswer,
): { readonly job: CarriedStore; readonly wait: number; readonly ended?: undefined } {
  switch (answer.kind) {
    case 'worked':
      return { job: { store, failures: 0 }, wait: Math.min(IDLE_MS, Math.round(answer.wait ?? IDLE_MS)) };
    case 'later':
    case 'broke': {
      const pause = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.min(failures, 10));
      const asked = answer.kind === 'later' ? answer.wait : 0;
      return { job: { store, failures: failures + 1 }, wait: Math.max(pause, asked) };
    }
    case 'refused':
      // Somebody has to mend a role or a setting first.
      return { job: { store, failures: failures + 1 }, wait: LONGEST_PAUSE_MS };
  }
}
