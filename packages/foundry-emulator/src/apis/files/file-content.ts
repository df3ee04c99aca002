import { createReadStream, createWriteStream, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/** The end of the name of a file that has not come in whole. */
const PART = '.part';

/** The bytes of files, one file on disk for each. */
export class FileContent {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
    mkdirSync(folder, { recursive: true });
  }

  /**
   * Writes the bytes as they come; they are there whole, or not at all.
   * @param watch is told how many bytes have come, and may throw to stop
   * @returns how many there were
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

  /** The stream fails with ENOENT when the bytes are gone. */
  read(id: string): Readable {
    return createReadStream(this.pathOf(id));
  }

  async remove(id: string): Promise<void> {
    await rm(this.pathOf(id), { force: true });
  }

  /** Removes what no file object stands for: uploads that a stop cut short. */
  keepOnly(wanted: (id: string) => boolean): void {
    for (const name of readdirSync(this.#folder)) {
      if (!wanted(name)) rmSync(path.join(this.#folder, name), { force: true });
    }
  }

  /** Where the bytes lie, for those who read them in another thread. */
  pathOf(id: string): string {
    return path.join(this.#folder, id);
  }
}
