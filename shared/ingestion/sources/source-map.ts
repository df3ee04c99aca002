import type { Source } from './source.ts';
import { matcher, type Place, placeOf } from './source-globs.ts';

/** Finds the source of a blob. */
export interface SourceMap {
  readonly sources: readonly Source[];
  /** The first source, in the order of the config, that takes this path (`container/blob`). */
  sourceOf(path: string): Source | undefined;
  /** Whether any source reads from this container. */
  hasContainer(container: string): boolean;
  named(name: string): Source | undefined;
  /** Sources that fill this vector store. */
  ofStore(store: string): readonly Source[];
  /** Names of all vector stores, each once. */
  readonly stores: readonly string[];
}

export function sourceMap(sources: readonly Source[]): SourceMap {
  const matchers = sources.map((source) => {
    const [takes, leaves] = [matcher(source.from), matcher(source.exclude)];
    return { source, fits: (path: string) => takes(path) && !leaves(path) };
  });
  const containers = new Set(sources.flatMap(placesOf).map(({ container }) => container));
  return {
    sources,
    sourceOf: (path) => matchers.find(({ fits }) => fits(path))?.source,
    hasContainer: (container) => containers.has(container),
    named: (name) => sources.find((source) => source.name === name),
    ofStore: (store) => sources.filter((source) => source.store === store),
    stores: [...new Set(sources.map(({ store }) => store))],
  };
}

/** Where a source's blobs can be: places that lie within another one are left out. */
export function placesOf({ from }: Pick<Source, 'from'>): readonly Place[] {
  const places = from.map(placeOf);
  return places.filter(
    (place, at) =>
      !places.some(
        (other, otherAt) =>
          otherAt !== at &&
          other.container === place.container &&
          place.prefix.startsWith(other.prefix) &&
          (other.prefix !== place.prefix || otherAt < at),
      ),
  );
}
