import * as z from 'zod';
import type { Storage } from '../../azure/storage/storage.ts';
import { fileName } from '../../core/storage-key.ts';
import { jsonBlob } from '../keep/json-blob.ts';

/** What of an agent's responses has been seen. */
const cursor = z.object({
  /** Unix seconds, of the service's clock: the newest that was seen was made then. */
  at: z.number(),
  /** Those of that very second. */
  ids: z.array(z.string()),
  /** Those that had not ended when they were seen. */
  open: z.array(z.object({ id: z.string(), at: z.number() })),
});

export type Cursor = z.infer<typeof cursor>;

/** Where the last look at an agent's responses ended; `undefined` before the first one. */
export const cursorBlob = (storage: Storage, agent: string) =>
  jsonBlob<Cursor | undefined>(storage, `responses/${fileName(agent)}.json`, cursor, undefined);
