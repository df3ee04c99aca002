import type { Storage } from '../../storage/storage.ts';
import { makeIfMissing } from '../../storage/make-if-missing.ts';
import { isConflict, isNotFound, isPreconditionFailed } from '../../storage/storage-errors.ts';
import { EMPTY, type State, state } from '../plan/state.ts';

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

export const EVALUATIONS_CONTAINER = 'evaluations';

/** One blob for all entries: what an idle tick costs does not grow with their number. */
export function stateFile(storage: Storage): StateFile {
  const blob = async () => (await storage.container(EVALUATIONS_CONTAINER)).getBlockBlobClient('state.json');
  return {
    read: async () => {
      try {
        const answer = await (await blob()).download();
        const chunks: Buffer[] = [];
        for await (const chunk of answer.readableStreamBody ?? []) chunks.push(Buffer.from(chunk));
        return { state: state.parse(JSON.parse(Buffer.concat(chunks).toString('utf8'))), etag: answer.etag };
      } catch (error) {
        if (isNotFound(error)) return { state: EMPTY, etag: undefined };
        throw error;
      }
    },
    write: async (next, since) => {
      const text = JSON.stringify(next);
      const conditions = since === undefined ? { ifNoneMatch: '*' } : { ifMatch: since };
      try {
        await makeIfMissing(
          async () => (await storage.container(EVALUATIONS_CONTAINER)).createIfNotExists(),
          async () => (await blob()).upload(text, Buffer.byteLength(text), { conditions }),
        );
        return true;
      } catch (error) {
        if (isPreconditionFailed(error) || isConflict(error)) return false;
        throw error;
      }
    },
  };
}
