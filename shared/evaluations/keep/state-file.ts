import type { Storage } from '../../azure/storage/storage.ts';
import { EMPTY, type State, state } from '../plan/state.ts';
import { jsonBlob } from './json-blob.ts';

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
