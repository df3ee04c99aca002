import { messageOf } from '../../../../../shared/core/errors.ts';
import type { ProjectContext } from '../project/project-context.ts';
import type { ContentFolders } from '../store/content-folders.ts';
import type { StateDatabase } from '../store/state-database.ts';
import { DEFAULT_PROJECT } from './address.ts';
import { badRequest } from './api-error.ts';
import type { AnyHandler, Group } from './operation-group.ts';

/** Each project uses memory, and any name is a project: a client that makes names up must not exhaust the memory. */
const MAX_PROJECTS = 500;

interface OpenProject {
  readonly context: ProjectContext;
  readonly handlers: ReadonlyMap<string, AnyHandler>;
  close(): Promise<void>;
}

/** Dependencies of the projects; everything beyond the first three is part of each project's context. */
export interface ProjectsParts
  extends Omit<ProjectContext, 'name' | 'store' | 'folder' | 'closing' | 'handlerOf' | 'onClose'> {
  readonly groups: readonly Group[];
  readonly database: StateDatabase;
  readonly folders: ContentFolders;
}

/** The emulator's projects. Each has its own objects; its operation groups open with the first request to it. */
export class Projects {
  readonly #parts: ProjectsParts;
  readonly #open = new Map<string, OpenProject>();

  constructor(parts: ProjectsParts) {
    this.#parts = parts;
  }

  /**
   * Opens the default project, which reports wrong settings at the start, and every project with stored objects, which resumes its
   * background work.
   */
  resume(): void {
    const stored = this.#parts.database.projects().slice(0, MAX_PROJECTS - 1);
    for (const name of [DEFAULT_PROJECT, ...stored]) this.#project(name);
  }

  /** @throws ApiError 400 when there are too many projects already */
  handler(project: string, operationId: string): AnyHandler | undefined {
    return this.#project(project).handlers.get(operationId);
  }

  context(project: string): ProjectContext {
    return this.#project(project).context;
  }

  /** Ends all background work. The next request to a project opens it again. */
  async close(): Promise<void> {
    const projects = [...this.#open.values()];
    this.#open.clear();
    await Promise.all(projects.map((project) => project.close()));
  }

  #project(name: string): OpenProject {
    const known = this.#open.get(name);
    if (known) return known;
    if (this.#open.size >= MAX_PROJECTS) {
      throw badRequest(
        `This emulator has ${MAX_PROJECTS} projects and opens no more. Reset it, or use an existing project.`,
        'project',
      );
    }
    const opened = openProject(name, this.#parts);
    this.#open.set(name, opened);
    return opened;
  }
}

function openProject(name: string, { groups, database, folders, ...shared }: ProjectsParts): OpenProject {
  const closing = new AbortController();
  const releases: (() => Promise<void> | void)[] = [];
  const handlers = new Map<string, AnyHandler>();
  const context: ProjectContext = {
    ...shared,
    name,
    store: database.store(name),
    folder: folders.of(name),
    closing: closing.signal,
    handlerOf: (id) => handlers.get(id),
    onClose: (release) => void releases.push(release),
  };
  try {
    for (const group of groups) {
      for (const [id, handler] of Object.entries(group.open(context))) if (handler) handlers.set(id, handler);
    }
  } catch (error) {
    // Ends the background work of the groups that did open.
    closing.abort();
    throw error;
  }
  return {
    context,
    handlers,
    close: async () => {
      closing.abort();
      for (const release of releases) {
        try {
          await release();
        } catch (error) {
          shared.log.error('an operation group failed to close', { project: name, reason: messageOf(error) });
        }
      }
    },
  };
}
