import { createReadStream, createWriteStream, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/** Suffix of files that are still being written. */
const PART = '.part';

/** Stores the bytes of each file in one file on disk. */
export class FileContent {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  }

  /**
   * Writes the bytes as they arrive. The file exists after the last byte only.
   * @param watch receives the number of bytes so far, and may throw to stop
   * @returns the total number of bytes
   */
  async write(id: string, bytes: Readable, watch: (bytes: number) => void = () => {}): Promise<number> {
    const part = `${this.pathOf(id)}${PART}`;
    let count = 0;
    try {
      await pipeline(
        bytes,
        async function* (chunks: AsyncIterable<Buffer>) {
          for await (const chunk of chunks) {
            count += chunk.length;
            watch(count);
            yield chunk;
          }
        },
        createWriteStream(part),
      );
      await rename(part, this.pathOf(id));
      return count;
    } catch (error) {
      await rm(part, { force: true });
      throw error;
    }
  }

  /** The stream fails with ENOENT when the file was removed. */
  read(id: string): Readable {
    return createReadStream(this.pathOf(id));
  }

  async remove(id: string): Promise<void> {
    await rm(this.pathOf(id), { force: true });
  }

  /** Removes files without a file object, such as uploads that a stop interrupted. */
  keepOnly(wanted: (id: string) => boolean): void {
    for (const name of readdirSync(this.#folder)) {
      if (!wanted(name)) rmSync(path.join(this.#folder, name), { force: true });
    }
  }

  /** Returns the path of the file, for readers in other threads. */
  pathOf(id: string): string {
    return path.join(this.#folder, id);
  }
}
