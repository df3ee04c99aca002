import picomatch from 'picomatch';
import type { Source } from './source.ts';

/** Where blobs of a glob can be: everything it matches lies in this container and begins with this prefix. */
export interface Place {
  readonly container: string;
  readonly prefix: string;
}

/** Container and literal beginning of `container/glob`. */
export function placeOf(glob: string): Place {
  const slash = glob.indexOf('/');
  const container = slash < 0 ? glob : glob.slice(0, slash);
  const rest = slash < 0 ? '' : glob.slice(slash + 1);
  const { base, isGlob } = picomatch.scan(rest);
  const prefix = isGlob ? base.replace(/\\(.)/g, '$1') : rest;
  return { container, prefix: isGlob && prefix !== '' ? `${prefix}/` : prefix };
}

/** Whether a path, written `container/blob`, fits one of the globs. Names that begin with a dot have to be named. */
export function matcher(globs: readonly string[]): (path: string) => boolean {
  if (globs.length === 0) return () => false;
  // A blob's name is no path of this machine: what looks like "./" at its beginning is part of the name.
  return picomatch([...globs], { format: (text) => text });
}

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
