import { messageOf } from '../../../../../shared/core/errors.ts';
import type { Seed } from '../../seed/seed-file.ts';
import type { Clock } from '../clock/clock.ts';
import type { Log } from '../log.ts';
import type { Settings, World } from '../project/project-context.ts';
import type { QueueJournal } from '../project/queue-journal.ts';
import type { Scripts } from '../scenarios/scenarios.ts';
import type { ContentFolders } from '../store/content-folders.ts';
import type { StateDatabase } from '../store/state-database.ts';
import { DEFAULT_PROJECT } from './address.ts';
import { badRequest } from './api-error.ts';
import type { AnyHandler, Group } from './operation-group.ts';

/** Any name is a project, and each costs memory: names that go wrong by the thousand must not fill it. */
const MAX_PROJECTS = 500;

interface OpenWorld {
  readonly world: World;
  readonly handlers: ReadonlyMap<string, AnyHandler>;
  close(): Promise<void>;
}

export interface WorldParts {
  readonly groups: readonly Group[];
  readonly database: StateDatabase;
  readonly folders: ContentFolders;
  readonly clock: Clock;
  readonly settings: Settings;
  readonly seed: Seed;
  readonly scripts: Scripts;
  readonly log: Log;
  readonly queueJournal: QueueJournal;
}

/** The projects: each has its own objects, and its groups are opened when it is first spoken to. */
export class Worlds {
  readonly #parts: WorldParts;
  readonly #open = new Map<string, OpenWorld>();

  constructor(parts: WorldParts) {
    this.#parts = parts;
  }

  /**
   * Opens the default project, so that wrong settings are seen at once, and all that have kept something, so that their
   * work goes on.
   */
  resume(): void {
    const kept = this.#parts.database.projects().slice(0, MAX_PROJECTS - 1);
    for (const project of [DEFAULT_PROJECT, ...kept]) this.#world(project);
  }

  /** @throws ApiError 400 when there are too many projects already */
  handler(project: string, operationId: string): AnyHandler | undefined {
    return this.#world(project).handlers.get(operationId);
  }

  /** What a project's groups share. */
  world(project: string): World {
    return this.#world(project).world;
  }

  /** Ends all work in the background. The worlds are opened anew when they are next spoken to. */
  async close(): Promise<void> {
    const worlds = [...this.#open.values()];
    this.#open.clear();
    await Promise.all(worlds.map((world) => world.close()));
  }

  #world(project: string): OpenWorld {
    const known = this.#open.get(project);
    if (known) return known;
    if (this.#open.size >= MAX_PROJECTS) {
      throw badRequest(
        `This emulator has ${MAX_PROJECTS} projects, and opens no more. Reset it, or use one of those there are.`,
        'project',
      );
    }
    const made = openWorld(project, this.#parts);
    this.#open.set(project, made);
    return made;
  }
}

function openWorld(project: string, { groups, database, folders, ...shared }: WorldParts): OpenWorld {
  const { log } = shared;
  const closing = new AbortController();
  const releases: (() => Promise<void> | void)[] = [];
  const onClose = (release: () => Promise<void> | void) => void releases.push(release);
  const world = {
    ...shared,
    project,
    store: database.store(project),
    folder: folders.of(project),
    closing: closing.signal,
    onClose,
  };
  const handlers = new Map<string, AnyHandler>();
  try {
    for (const group of groups) {
      for (const [id, handler] of Object.entries(group.open(world))) if (handler) handlers.set(id, handler);
    }
  } catch (error) {
    // What the groups before have set going must not outlive the failure.
    closing.abort();
    throw error;
  }
  return {
    world,
    handlers,
    close: async () => {
      closing.abort();
      for (const release of releases) {
        try {
          await release();
        } catch (error) {
          log.error('a group did not close in good order', { project, reason: messageOf(error) });
        }
      }
    },
  };
}
