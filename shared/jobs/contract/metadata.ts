import * as z from 'zod';
import { MAX_METADATA_KEY, MAX_METADATA_VALUE } from '../../core/limits.ts';

/** Texts a caller hangs on the service's object; some of the pairs the service takes are ours. */
export const metadata = (pairs: number) =>
  z
    .record(z.string().min(1).max(MAX_METADATA_KEY), z.string().max(MAX_METADATA_VALUE))
    .refine((value) => Object.keys(value).length <= pairs, `may hold ${pairs} pairs at most`);

/** The metadata key under which the service keeps our idempotency key. */
export const KEY_IN_METADATA = 'idempotencyKey';
