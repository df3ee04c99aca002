import type { StateDatabase } from '../core/store/state-database.ts';
import type { LoopbackClient } from './loopback-client.ts';
import type { Seed } from './seed-file.ts';
import { plant } from './send-seed.ts';

/** Name of the fact that a seed is being planted: true while it is, so that one that broke off begins anew. */
const UNDER_WAY = 'seeding';

/** Plants a seed into a state that has just been made, and into no other: what people made themselves stays as it is. */
export class Seeder {
  readonly #seed: Seed;
  readonly #database: StateDatabase;
  readonly #fresh: boolean;

  /** Before anything has been kept in the database. */
  constructor(seed: Seed, database: StateDatabase) {
    this.#seed = seed;
    this.#database = database;
    const brokenOff = database.fact(UNDER_WAY) === true;
    this.#fresh = brokenOff || database.fact('clock') === undefined;
    if (brokenOff) database.clear();
  }

  /** At the start. @throws SetupError when the seed is refused */
  async first(client: LoopbackClient): Promise<void> {
    if (this.#fresh) await this.again(client);
  }

  /** In a state that has been emptied. @throws SetupError when the seed is refused */
  async again(client: LoopbackClient): Promise<void> {
    if (this.#seed.files.length + this.#seed.calls.length === 0) return;
    this.#database.setFact(UNDER_WAY, true);
    await plant(this.#seed, client);
    this.#database.setFact(UNDER_WAY, false);
  }
}
