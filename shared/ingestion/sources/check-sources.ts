import * as z from 'zod';
import { CHUNK_TOKENS, MAX_FILE_BYTES, MAX_STORE_EXPIRY_DAYS } from '../../core/limits.ts';
import type { Attributes, DescribedBlob, Source, SourceConfig } from './source.ts';

const glob = z
  .string()
  .regex(
    /^[a-z0-9](?:-?[a-z0-9]){2,62}\/./,
    'write container/glob, for instance "documents/handbook/**/*.{md,pdf}"; the container is written out',
  );
const globs = z.union([glob, z.array(glob).min(1, 'name at least one place')]);

const chunking = z
  .strictObject({
    maxTokens: z.int().min(CHUNK_TOKENS.min).max(CHUNK_TOKENS.max),
    overlap: z.int().min(0),
  })
  .refine(({ maxTokens, overlap }) => overlap * 2 <= maxTokens, {
    path: ['overlap'],
    error: 'is more than half of maxTokens, which the service refuses',
  });

const attributes = z.custom<(blob: DescribedBlob) => Attributes>(
  (value) => typeof value === 'function',
  'must be a function of { path, metadata } that returns the attributes',
);

/** The shape of a source in foundry.config.ts. */
export const sourceSchema = z.strictObject({
  from: globs,
  exclude: globs.optional(),
  store: z.string().trim().min(1).max(256).optional(),
  chunking: chunking.optional(),
  attributes: attributes.optional(),
  expiresAfterDays: z.int().min(1).max(MAX_STORE_EXPIRY_DAYS).optional(),
  maxBytes: z.int().min(1).max(MAX_FILE_BYTES).optional(),
});

export const sourceName = z
  .string()
  .max(63)
  .regex(
    /^[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?$/,
    'a source is named with letters and digits, and hyphens between them',
  );

/** Sources with nothing left out, in the order of the config. */
export function checkedSources(config: Readonly<Record<string, SourceConfig>>): readonly Source[] {
  return Object.entries(config).map(
    ([name, { from, exclude = [], store = name, maxBytes = MAX_FILE_BYTES, ...rest }]) => ({
      ...rest,
      name,
      from: listOf(from),
      exclude: listOf(exclude),
      store,
      maxBytes,
    }),
  );
}

const listOf = (globs: string | readonly string[]): readonly string[] => (typeof globs === 'string' ? [globs] : globs);
