import picomatch from 'picomatch';

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
