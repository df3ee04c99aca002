import * as z from 'zod';
import type { Storage } from '../../azure/storage/storage.ts';
import { jsonBlob } from './json-blob.ts';

/** Why an occurrence was not carried out. */
const SKIP_REASONS = ['missed', 'overlap', 'hourly cap', 'paused', 'too many'] as const;
export type SkipReason = (typeof SKIP_REASONS)[number];

const entryState = z.object({
  /** The schedule that `since` belongs to: another one begins anew. */
  schedule: z.string(),
  /** Everything up to here has been carried out or accounted for. */
  since: z.number(),
  paused: z.boolean().optional(),
  /** Since when the config has no such entry. */
  gone: z.number().optional(),
  /** Runs that were started and have not been seen to have ended. */
  active: z.array(z.object({ id: z.string(), at: z.number() })),
  /** Occurrences that wait for their predecessor's end. */
  waiting: z.array(z.number()),
  /** When runs were started within the last hour. */
  starts: z.array(z.number()),
});

const command = z.discriminatedUnion('do', [
  z.object({ do: z.literal('start'), id: z.string(), name: z.string(), at: z.number(), notBefore: z.number() }),
  z.object({
    do: z.literal('account'),
    id: z.string(),
    name: z.string(),
    why: z.enum(SKIP_REASONS),
    first: z.number(),
    last: z.number(),
    count: z.number(),
  }),
  z.object({
    do: z.literal('batch'),
    id: z.string(),
    name: z.string(),
    at: z.number(),
    responses: z.array(z.string()),
  }),
  /** Responses that are not evaluated: too many wait. */
  z.object({
    do: z.literal('drop'),
    id: z.string(),
    name: z.string(),
    at: z.number(),
    responses: z.array(z.string()),
  }),
  /** An entry left the config long ago: what is kept of it goes, too. */
  z.object({ do: z.literal('forget'), id: z.string(), name: z.string() }),
]);

/** All that has to be remembered from tick to tick, of all entries: one file, read once by an idle tick. Moments in ms since 1970. */
const state = z.object({
  entries: z.record(z.string(), entryState),
  /** Decided, and not yet known to be done. */
  outbox: z.array(command),
});

export type EntryState = z.infer<typeof entryState>;
export type Command = z.infer<typeof command>;
export type State = z.infer<typeof state>;

export const EMPTY: State = { entries: {}, outbox: [] };

/** The state as it was read: a write goes through only while nobody else has written since. */
export interface StoredState {
  readonly state: State;
  readonly etag: string | undefined;
}

export interface StateFile {
  read(): Promise<StoredState>;
  /** False when somebody else was faster. */
  write(next: State, since: string | undefined): Promise<boolean>;
}

/** One blob for all entries: what an idle tick costs does not grow with their number. */
export function stateFile(storage: Storage): StateFile {
  const blob = jsonBlob(storage, 'state.json', state, EMPTY);
  return {
    read: async () => {
      const { value, etag } = await blob.read();
      return { state: value, etag };
    },
    write: blob.write,
  };
}

/** Why something was left out, for people. */
export const SKIP_REASON_TEXT: Readonly<Record<SkipReason, string>> = {
  missed: 'missed while nothing ran, and not made up for by the catch-up policy',
  overlap: 'the run before was still under way',
  'hourly cap': 'as many runs as an hour may have had been started',
  paused: 'the evaluation was paused',
  'too many': 'too many were waiting already',
};
