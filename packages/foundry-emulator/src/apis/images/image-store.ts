import { randomUUID } from 'node:crypto';
import { createReadStream, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { IMAGE_LIFETIME_SECONDS, MAX_KEPT_IMAGES } from '../../core/limits.ts';

/** `{expiry in seconds}-{id}.png` */
const NAME = /^(\d{10,12})-[0-9a-f-]{36}\.png$/;

/** Stores generated images in the project's folder until they expire. */
export class ImageStore {
  readonly #projectFolder: () => string;
  readonly #now: () => number;

  /** @param now seconds of the emulator's clock */
  constructor(projectFolder: () => string, now: () => number) {
    this.#projectFolder = projectFolder;
    this.#now = now;
  }

  get #folder(): string {
    return path.join(this.#projectFolder(), 'images');
  }

  /** Stores an image and returns its name. Removes expired and surplus images. */
  keep(image: Buffer): string {
    const folder = this.#folder;
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const name = `${this.#now() + IMAGE_LIFETIME_SECONDS}-${randomUUID()}.png`;
    writeFileSync(path.join(folder, name), image);
    this.#tidy(folder);
    return name;
  }

  /** Returns the image, or undefined if it has expired or does not exist. */
  read(name: string): Readable | undefined {
    if (this.#hasExpired(name)) return undefined;
    const file = path.join(this.#folder, name);
    return existsSync(file) ? createReadStream(file) : undefined;
  }

  #tidy(folder: string): void {
    const names = readdirSync(folder).sort();
    for (const [index, name] of names.entries())
      if (names.length - index > MAX_KEPT_IMAGES || this.#hasExpired(name))
        rmSync(path.join(folder, name), { force: true });
  }

  /** Invalid names count as expired, so that they cannot lead outside the folder. */
  #hasExpired(name: string): boolean {
    const [, expires] = NAME.exec(name) ?? [];
    return expires === undefined || Number(expires) <= this.#now();
  }
}
