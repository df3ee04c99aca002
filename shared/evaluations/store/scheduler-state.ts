import * as z from 'zod';
import type { Storage } from '../../azure/storage/storage.ts';
import { jsonBlob } from './json-blob.ts';

/** Reasons why an occurrence was skipped. */
const SKIP_REASONS = ['missed', 'overlap', 'hourly cap', 'paused', 'too many'] as const;
export type SkipReason = (typeof SKIP_REASONS)[number];

const entryState = z.object({
  /** Identity of the schedule that `since` belongs to. */
  schedule: z.string(),
  /** Occurrences up to here were started or skipped. */
  since: z.number(),
  paused: z.boolean().optional(),
  /** Time at which the entry left the config. */
  gone: z.number().optional(),
  /** Started runs whose end has not been seen. */
  active: z.array(z.object({ id: z.string(), at: z.number() })),
  /** Occurrences that wait for the run before. */
  waiting: z.array(z.number()),
  /** Start times within the last hour. */
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
  /** Responses that are dropped because too many wait. */
  z.object({
    do: z.literal('drop'),
    id: z.string(),
    name: z.string(),
    at: z.number(),
    responses: z.array(z.string()),
  }),
  /** An entry left the config long ago: delete its data. */
  z.object({ do: z.literal('forget'), id: z.string(), name: z.string() }),
]);

/** The state of all entries between ticks: one file, which an idle tick reads once. Times in milliseconds since 1970. */
const state = z.object({
  entries: z.record(z.string(), entryState),
  /** Commands that were decided and may not have been executed yet. */
  outbox: z.array(command),
});

export type EntryState = z.infer<typeof entryState>;
export type Command = z.infer<typeof command>;
export type State = z.infer<typeof state>;

export const EMPTY: State = { entries: {}, outbox: [] };

/** The state with its etag: a write succeeds only while it has not changed. */
export interface StoredState {
  readonly state: State;
  readonly etag: string | undefined;
}

export interface StateFile {
  read(): Promise<StoredState>;
  /** @returns false when the state has changed meanwhile */
  write(next: State, since: string | undefined): Promise<boolean>;
}

/** Opens the state. One blob for all entries keeps an idle tick cheap. */
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

/** Descriptions of the reasons. */
export const SKIP_REASON_TEXT: Readonly<Record<SkipReason, string>> = {
  missed: 'missed while nothing ran, and not made up for by the catch-up policy',
  overlap: 'the run before was still under way',
  'hourly cap': 'as many runs as an hour may have had been started',
  paused: 'the evaluation was paused',
  'too many': 'too many were waiting already',
};
