/** Paging of the agent, memory and conversation lists. The order is not documented where none is asked for: newest first, as OpenAI has it. */
export const cursor = {
  limit: 'integer(1..100) = 20',
  order: '"asc" | "desc" = "desc"',
  after: 'string',
  before: 'string',
} as const;

/** Paging of the eval lists: oldest first, forward only. Their limit has no documented range; the others' is used. */
export const evalCursor = {
  limit: 'integer(1..100) = 20',
  order: '"asc" | "desc" = "asc"',
  after: 'string',
} as const;

/** Paging of the fine-tuning lists: forward only, newest first. */
export const jobCursor = { limit: 'integer(1..100) = 20', after: 'string' } as const;
