import type { Clock } from '../clock/clock.ts';
import type { Log } from '../log.ts';
import type { Scenarios } from '../scenarios/scenarios.ts';
import type { Settings } from '../settings.ts';
import type { Store } from '../store/store.ts';
import type { QueueJournal } from './queue-journal.ts';
import type { SeedObjects } from './seed-objects.ts';

/** Everything an operation group works with: one project's objects, the emulator's clock, and the start-up settings. */
export interface ProjectContext {
  readonly name: string;
  readonly store: Store;
  readonly clock: Clock;
  readonly settings: Settings;
  /** Objects that the seed file declares for every project. */
  readonly seed: SeedObjects;
  /** The project's own folder, for content too large for the store. */
  readonly folder: string;
  /** Rules for simulated behaviour. */
  readonly scenarios: Scenarios;
  readonly log: Log;
  /** Messages on the tools' queues, shown by the admin API. */
  readonly queueJournal: QueueJournal;
  /** Aborted when the emulator stops or is reset; background work ends then. */
  readonly closing: AbortSignal;
  /**
   * Returns the handler of one of the project's operations, which other operations call on behalf of a client (batches). Not available
   * while the groups open.
   */
  handlerOf(operationId: string): ((call: never) => unknown) | undefined;
  /** Registers a callback that runs before the store closes; a returned promise is awaited. */
  onClose(release: () => Promise<void> | void): void;
}
