import type { z } from 'zod';
import { createIfMissing } from '../../azure/storage/create-if-missing.ts';
import type { Storage } from '../../azure/storage/storage.ts';
import { isConflict, isNotFound, isPreconditionFailed } from '../../azure/storage/storage-errors.ts';

export const EVALUATIONS_CONTAINER = 'evaluations';

/** A value with its etag: a write succeeds only while the blob has not changed. */
interface StoredValue<T> {
  readonly value: T;
  readonly etag: string | undefined;
}

interface JsonBlob<T> {
  read(): Promise<StoredValue<T>>;
  /** @returns false when the blob has changed meanwhile */
  write(next: T, since: string | undefined): Promise<boolean>;
  remove(): Promise<void>;
}

/** @param empty value of a missing blob */
export function jsonBlob<T>(storage: Storage, name: string, schema: z.ZodType<T>, empty: T): JsonBlob<T> {
  const blob = async () => (await storage.container(EVALUATIONS_CONTAINER)).getBlockBlobClient(name);
  return {
    read: async () => {
      try {
        const answer = await (await blob()).download();
        const chunks: Buffer[] = [];
        for await (const chunk of answer.readableStreamBody ?? []) chunks.push(Buffer.from(chunk));
        return { value: schema.parse(JSON.parse(Buffer.concat(chunks).toString('utf8'))), etag: answer.etag };
      } catch (error) {
        if (isNotFound(error)) return { value: empty, etag: undefined };
        throw error;
      }
    },
    write: async (next, since) => {
      const text = JSON.stringify(next);
      const conditions = since === undefined ? { ifNoneMatch: '*' } : { ifMatch: since };
      try {
        await createIfMissing(
          async () => (await storage.container(EVALUATIONS_CONTAINER)).createIfNotExists(),
          async () => (await blob()).upload(text, Buffer.byteLength(text), { conditions }),
        );
        return true;
      } catch (error) {
        if (isPreconditionFailed(error) || isConflict(error)) return false;
        throw error;
      }
    },
    remove: async () => {
      await (await blob()).deleteIfExists();
    },
  };
}
