import type { BlobRow } from './blob-state.ts';

/** Files that a change of a row affects. */
interface Uses {
  /** Files without a row now. */
  readonly left: readonly string[];
  /** Files that one blob joined or left and other blobs use. */
  readonly shared: readonly string[];
}

/**
 * Maps files to blobs, and contents to files. An unreferenced file stays known until it is forgotten: a renamed blob is deleted first and
 * returns under another name.
 */
export class FileUsers {
  readonly #users = new Map<string, Set<string>>();
  readonly #byHash = new Map<string, string>();
  readonly #hashOf = new Map<string, string>();
  readonly #lastRows = new Map<string, BlobRow>();

  /** Paths whose rows name this file. */
  of(fileId: string): readonly string[] {
    return [...(this.#users.get(fileId) ?? [])];
  }

  isUsed(fileId: string): boolean {
    return this.#users.has(fileId);
  }

  fileOf(hash: string): string | undefined {
    return this.#byHash.get(hash);
  }

  /** Returns the row that used an unreferenced file last. */
  lastRowOf(fileId: string): BlobRow | undefined {
    return this.#lastRows.get(fileId);
  }

  /** Forgets a file that is about to be deleted. */
  forget(fileId: string): void {
    this.#lastRows.delete(fileId);
    const hash = this.#hashOf.get(fileId);
    if (hash !== undefined && this.#byHash.get(hash) === fileId) this.#byHash.delete(hash);
    this.#hashOf.delete(fileId);
  }

  note(before: BlobRow | undefined, after: BlobRow | undefined): Uses {
    const shared: string[] = [];
    const left: string[] = [];
    for (const id of filesOf(after)) {
      const users = this.#users.get(id) ?? new Set();
      if (users.size > 0 && !users.has(after?.path ?? '')) shared.push(id);
      this.#users.set(id, users.add(after?.path ?? ''));
      this.#lastRows.delete(id);
    }
    if (after?.hash !== undefined && after.fileId !== undefined) {
      this.#byHash.set(after.hash, after.fileId);
      this.#hashOf.set(after.fileId, after.hash);
    }
    for (const id of filesOf(before)) {
      const users = this.#users.get(id);
      if (filesOf(after).includes(id) || users === undefined) continue;
      users.delete(before?.path ?? '');
      if (users.size > 0) {
        shared.push(id);
        continue;
      }
      this.#users.delete(id);
      // A file that its blob dropped for the same content is of no use to another blob.
      const isOfUse = before?.fileId === id && after?.hash !== before.hash;
      if (isOfUse) this.#lastRows.set(id, before);
      else this.forget(id);
      left.push(id);
    }
    return { left, shared };
  }
}

function filesOf(row: BlobRow | undefined): string[] {
  return [row?.fileId, row?.servingId].filter((id) => id !== undefined);
}
