import * as z from 'zod';

/** Why an occurrence was not carried out. */
export const LEFT_OUT = ['missed', 'overlap', 'hourly cap', 'paused', 'too many'] as const;
export type LeftOut = (typeof LEFT_OUT)[number];

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

const todo = z.discriminatedUnion('do', [
  z.object({ do: z.literal('start'), id: z.string(), name: z.string(), at: z.number(), notBefore: z.number() }),
  z.object({
    do: z.literal('account'),
    id: z.string(),
    name: z.string(),
    why: z.enum(LEFT_OUT),
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
export const state = z.object({
  entries: z.record(z.string(), entryState),
  /** Decided, and not yet known to be done. */
  outbox: z.array(todo),
});

export type EntryState = z.infer<typeof entryState>;
export type Todo = z.infer<typeof todo>;
export type StartTodo = Extract<Todo, { do: 'start' }>;
export type State = z.infer<typeof state>;

export const EMPTY: State = { entries: {}, outbox: [] };
