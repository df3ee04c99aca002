import type { Collection, IndexValue, Store } from '../../core/store/store.ts';

/** Fields that datasets and indexes share. */
export interface AssetVersion {
  readonly name: string;
  readonly version: string;
}

interface Kept<T> {
  readonly asset: T;
  /** True while no newer version of the name exists. */
  readonly latest: boolean;
}

/** Store of versioned assets. Each version is created and changed on its own. */
export interface VersionStore<T extends AssetVersion> {
  readonly versions: Collection<Kept<T>>;
  get(name: string, version: string): T | undefined;
  /** Creates or replaces a version. A new version becomes the latest of its name. */
  put(asset: T): { readonly object: T; readonly created: boolean };
  /** Does nothing when the version does not exist. */
  remove(name: string, version: string): void;
}

/** @param indexes further values by which versions can be found */
export function versionStore<T extends AssetVersion>(
  store: Store,
  collection: string,
  indexes: Readonly<Record<string, (asset: T) => IndexValue>> = {},
): VersionStore<T> {
  const others = Object.entries(indexes).map(([index, of]) => [index, ({ asset }: Kept<T>) => of(asset)]);
  const versions = store.collection<Kept<T>>({
    name: collection,
    key: ({ asset }) => keyOf(asset.name, asset.version),
    indexes: { ...Object.fromEntries(others), name: ({ asset }) => asset.name, latest: ({ latest }) => latest },
  });
  const newest = (name: string) => versions.list({ where: { name }, order: 'desc', limit: 1 }).objects[0];

  return {
    versions,
    get: (name, version) => versions.get(keyOf(name, version))?.asset,
    put: (asset) =>
      store.transaction(() => {
        const known = versions.get(keyOf(asset.name, asset.version));
        const before = known ? undefined : newest(asset.name);
        if (before) versions.put({ ...before, latest: false });
        const { created } = versions.put({ asset, latest: known?.latest ?? true });
        return { object: asset, created };
      }),
    remove: (name, version) =>
      store.transaction(() => {
        versions.delete(keyOf(name, version));
        const left = newest(name);
        if (left && !left.latest) versions.put({ ...left, latest: true });
      }),
  };
}

/** JSON keeps the parts apart, so that two pairs never share a key. */
const keyOf = (name: string, version: string): string => JSON.stringify([name, version]);
