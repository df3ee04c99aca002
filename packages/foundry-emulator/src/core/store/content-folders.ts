import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** One folder per project, for content too large for the state database. */
export class ContentFolders {
  readonly #root: string;
  readonly #passing: boolean;

  /** Without a folder, a temporary one is used, and removed at the end. */
  constructor(root?: string) {
    this.#root = root ?? mkdtempSync(path.join(tmpdir(), 'foundry-content-'));
    this.#passing = root === undefined;
  }

  /** The folder of a project, made if need be. */
  of(project: string): string {
    const folder = path.join(this.#root, encodeURIComponent(project).replaceAll('.', '%2E'));
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    return folder;
  }

  clear(): void {
    rmSync(this.#root, { recursive: true, force: true });
  }

  close(): void {
    if (this.#passing) this.clear();
  }
}
