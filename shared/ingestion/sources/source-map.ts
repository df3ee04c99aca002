import picomatch from 'picomatch';
import type { Source } from './source.ts';

/** Container and prefix of everything that a glob matches. */
export interface Place {
  readonly container: string;
  readonly prefix: string;
}

/** Returns the container and the literal beginning of `container/glob`. */
export function placeOf(glob: string): Place {
  const slash = glob.indexOf('/');
  const container = slash < 0 ? glob : glob.slice(0, slash);
  const rest = slash < 0 ? '' : glob.slice(slash + 1);
  const { base, isGlob } = picomatch.scan(rest);
  const prefix = isGlob ? base.replace(/\\(.)/g, '$1') : rest;
  return { container, prefix: isGlob && prefix !== '' ? `${prefix}/` : prefix };
}

/** Returns a test of paths, `container/blob`, against globs. A glob matches a name that begins with a dot only when it contains the dot. */
export function matcher(globs: readonly string[]): (path: string) => boolean {
  if (globs.length === 0) return () => false;
  // A blob name is not a file path: "./" at its beginning is part of the name.
  return picomatch([...globs], { format: (text) => text });
}

/** Finds the source of a blob. */
export interface SourceMap {
  readonly sources: readonly Source[];
  /** Returns the first source, in the order of the config, that matches a path (`container/blob`). */
  sourceOf(path: string): Source | undefined;
  /** True when a source reads from this container. */
  hasContainer(container: string): boolean;
  named(name: string): Source | undefined;
  /** Returns the sources of a vector store. */
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

/** Returns the containers and prefixes of a source, without those within another. */
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
