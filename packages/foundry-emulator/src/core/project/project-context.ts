import type { Seed } from '../../seed/seed-file.ts';
import type { Clock } from '../clock/clock.ts';
import type { Log } from '../log.ts';
import type { Scripts } from '../scenarios/scenarios.ts';
import type { Store } from '../store/store.ts';
import type { QueueJournal } from './queue-journal.ts';

/** What a group works with: one project's objects, the emulator's clock, and the settings it was started with. */
export interface World {
  readonly project: string;
  readonly store: Store;
  readonly clock: Clock;
  /** Environment variables, or what a test gave instead. */
  readonly settings: Settings;
  /** What the seed file has for every project. */
  readonly seed: Seed;
  /** A folder of the project's own, for what is too large for the store. */
  readonly folder: string;
  /** How simulated things go. */
  readonly scripts: Scripts;
  readonly log: Log;
  /** What goes over the tools' queues, for people to look at. */
  readonly queueJournal: QueueJournal;
  /** Fires when the emulator stops or is reset: work in the background ends then. */
  readonly closing: AbortSignal;
  /** Runs before the store is closed; a promise is waited for. */
  onClose(release: () => Promise<void> | void): void;
}

export type Settings = Readonly<Record<string, string | undefined>>;
