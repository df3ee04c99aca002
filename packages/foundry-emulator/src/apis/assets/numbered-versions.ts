import { badRequest, notFound } from '../../core/http/api-error.ts';
import type { ProjectContext } from '../../core/project/project-context.ts';

/** An object whose versions are numbered from 1, one of which is the default. */
export interface NumberedObject {
  /** Also its id. */
  readonly name: string;
  readonly created_at: number;
  readonly updated_at: number;
  /** Number of the newest version there ever was; deleted numbers are not used again. */
  readonly lastVersion: number;
  readonly default_version: string;
}

export interface NumberedVersion {
  /** `name:version` */
  readonly id: string;
  readonly name: string;
  readonly version: string;
  readonly created_at: number;
}

/** Opens the objects of one kind in a project. @param kind in messages, such as `toolbox` */
export function numberedVersions<Content extends object>(
  { store, clock }: Pick<ProjectContext, 'store' | 'clock'>,
  { kind, plural }: { readonly kind: string; readonly plural: string },
) {
  type Version = NumberedVersion & Content;
  const objects = store.collection<NumberedObject>({ name: plural, key: ({ name }) => name });
  const versions = store.collection<Version>({
    name: `${kind}Versions`,
    key: ({ id }) => id,
    indexes: { of: ({ name }) => name },
  });
  const latest = (name: string): Version | undefined =>
    versions.list({ where: { of: name }, order: 'desc', limit: 1 }).objects[0];
  const object = (name: string): NumberedObject => {
    const found = objects.get(name);
    if (!found) throw notFound(`There is no ${kind} ${name}.`, 'name');
    return found;
  };
  const version = (name: string, number: string): Version => {
    const found = versions.get(`${object(name).name}:${number}`);
    if (!found) throw notFound(`The ${kind} ${name} has no version ${number}.`, 'version');
    return found;
  };

  return {
    objects,
    versions,
    latest,
    object,
    version,
    /** Adds a version, and the object if it does not exist. The first version is the default. */
    add: (name: string, content: Content, isDefault = false): Version =>
      store.transaction(() => {
        const now = clock.seconds();
        const known = objects.get(name);
        const number = (known?.lastVersion ?? 0) + 1;
        objects.put({
          name,
          created_at: known?.created_at ?? now,
          updated_at: now,
          lastVersion: number,
          default_version: known && !isDefault ? known.default_version : `${number}`,
        });
        return versions.put({ ...content, id: `${name}:${number}`, name, version: `${number}`, created_at: now })
          .object;
      }),
    setDefault(name: string, number: string): NumberedObject {
      const known = object(name);
      if (!versions.get(`${name}:${number}`))
        throw badRequest(`The ${kind} ${name} has no version ${number}.`, 'default_version');
      return objects.put({ ...known, default_version: number, updated_at: clock.seconds() }).object;
    },
    /** Removes a version; the object goes with its last one. The newest that is left takes the place of the default. */
    removeVersion: (name: string, number: string): Version =>
      store.transaction(() => {
        const removed = version(name, number);
        versions.delete(removed.id);
        const left = latest(name);
        const known = object(name);
        if (!left) objects.delete(name);
        else if (known.default_version === number) objects.put({ ...known, default_version: left.version });
        return removed;
      }),
    remove: (name: string): NumberedObject =>
      store.transaction(() => {
        const removed = object(name);
        for (const { id } of [...versions.all({ where: { of: name } })]) versions.delete(id);
        objects.delete(name);
        return removed;
      }),
  };
}
