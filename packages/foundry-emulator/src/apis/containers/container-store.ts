import path from 'node:path';
import type { Readable } from 'node:stream';
import type { Timer } from '../../core/clock/clock.ts';
import { badRequest, notFound } from '../../core/http/api-error.ts';
import { newId } from '../../core/ids.ts';
import { CONTAINER_IDLE_MINUTES } from '../../core/limits.ts';
import { perProject } from '../../core/project/per-project.ts';
import type { ProjectContext } from '../../core/project/project-context.ts';
import type { Collection } from '../../core/store/store.ts';
import { FileContent } from '../files/file-content.ts';
import { type FileStore, projectFiles } from '../files/file-store.ts';

/** A container of the code interpreter: the files that code finds in its working folder. */
export interface Container {
  readonly id: string;
  readonly created_at: number;
  readonly name: string;
  readonly last_active_at: number;
  /** Minutes without activity after which it expires. */
  readonly minutes: number;
  readonly memory_limit: string;
  readonly network_policy: object;
  readonly expired?: true;
}

export interface ContainerFile {
  readonly id: string;
  readonly container_id: string;
  readonly created_at: number;
  readonly bytes: number;
  readonly path: string;
  readonly source: 'user' | 'assistant';
}

export type ContainerSettings = Partial<Pick<Container, 'id' | 'name' | 'minutes' | 'memory_limit' | 'network_policy'>>;

/** Folder of a container's files, as clients see it. */
const FOLDER = '/mnt/data';

export const projectContainers = perProject((project) => new Containers(project, projectFiles(project)));

/** Containers of a project and their files. */
export class Containers {
  readonly containers: Collection<Container>;
  readonly files: Collection<ContainerFile>;
  readonly #project: ProjectContext;
  readonly #fileStore: FileStore;
  readonly #content: FileContent;
  readonly #timers = new Map<string, Timer>();

  constructor(project: ProjectContext, fileStore: FileStore) {
    this.#project = project;
    this.#fileStore = fileStore;
    this.containers = project.store.collection<Container>({
      name: 'containers',
      key: ({ id }) => id,
      indexes: { name: ({ name }) => name, expired: ({ expired }) => expired === true },
    });
    this.files = project.store.collection<ContainerFile>({
      name: 'containerFiles',
      key: ({ id }) => id,
      indexes: { container: ({ container_id: id }) => id },
    });
    this.#content = new FileContent(path.join(project.folder, 'container-files'));
    this.#content.keepOnly((id) => this.files.get(id) !== undefined);
    for (const container of this.containers.all({ where: { expired: false } })) this.#watch(container);
  }

  /** Creates a container with copies of project files. @throws ApiError 404 when a file does not exist */
  async create(settings: ContainerSettings, fileIds: readonly string[] = []): Promise<Container> {
    const sources = fileIds.map((id) => this.#fileStore.get(id));
    const now = this.#project.clock.seconds();
    const container: Container = {
      id: newId('cntr'),
      created_at: now,
      last_active_at: now,
      name: 'auto',
      minutes: CONTAINER_IDLE_MINUTES,
      memory_limit: '1g',
      network_policy: { type: 'disabled' },
      ...settings,
    };
    this.containers.put(container);
    this.#watch(container);
    for (const { id, filename } of sources) await this.add(container.id, filename, this.#fileStore.read(id), 'user');
    return container;
  }

  /** @throws ApiError 404 */
  get(id: string, param = 'container_id'): Container {
    const container = this.containers.get(id);
    if (!container) throw notFound(`There is no container ${id}.`, param);
    return container;
  }

  /** Returns a container that has not expired. @throws ApiError 404, or 400 when it has expired */
  running(id: string, param = 'container_id'): Container {
    const container = this.get(id, param);
    if (container.expired) throw badRequest(`The container ${id} has expired. Create another.`, param);
    return container;
  }

  /** The same, and counts the use as activity. */
  use(id: string, param = 'container_id'): Container {
    const used = { ...this.running(id, param), last_active_at: this.#project.clock.seconds() };
    this.containers.put(used);
    this.#watch(used);
    return used;
  }

  filesOf(containerId: string): ContainerFile[] {
    return [...this.files.all({ where: { container: containerId } })];
  }

  /** @throws ApiError 404 */
  file(containerId: string, id: string): ContainerFile {
    const file = this.files.get(id);
    if (file?.container_id !== this.get(containerId).id)
      throw notFound(`The container ${containerId} has no file ${id}.`, 'file_id');
    return file;
  }

  read({ id }: ContainerFile): Readable {
    return this.#content.read(id);
  }

  /** Stores a file in a container. It replaces the file of the same name. */
  async add(
    containerId: string,
    filename: string,
    bytes: Readable,
    source: ContainerFile['source'],
    watch?: (bytes: number) => void,
  ) {
    const id = newId('cfile');
    const size = await this.#content.write(id, bytes, watch);
    const container_id = this.containers.get(containerId)?.id;
    if (container_id === undefined) {
      await this.#content.remove(id);
      throw notFound(`There is no container ${containerId}.`, 'container_id');
    }
    const created_at = this.#project.clock.seconds();
    const file = { id, container_id, created_at, bytes: size, path: `${FOLDER}/${path.basename(filename)}`, source };
    const replaced = this.filesOf(container_id).filter((each) => each.path === file.path);
    this.#project.store.transaction(() => {
      for (const each of replaced) this.files.delete(each.id);
      this.files.put(file);
    });
    for (const each of replaced) await this.#content.remove(each.id);
    return file;
  }

  async removeFile({ id }: ContainerFile): Promise<void> {
    this.files.delete(id);
    await this.#content.remove(id);
  }

  async remove({ id }: Container): Promise<void> {
    this.#timers.get(id)?.cancel();
    this.#timers.delete(id);
    this.containers.delete(id);
    await this.#removeFiles(id);
  }

  async #removeFiles(containerId: string): Promise<void> {
    for (const file of this.filesOf(containerId)) await this.removeFile(file);
  }

  #watch({ id, last_active_at: active, minutes }: Container): void {
    this.#timers.get(id)?.cancel();
    const expire = () => {
      this.#timers.delete(id);
      const container = this.containers.get(id);
      if (!container) return undefined;
      this.containers.put({ ...container, expired: true });
      return this.#removeFiles(id);
    };
    this.#timers.set(id, this.#project.clock.at((active + minutes * 60) * 1000, expire));
  }
}
