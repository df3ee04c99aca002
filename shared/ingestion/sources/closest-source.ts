import type { Source } from './source.ts';
import { matcher, placeOf } from './source-map.ts';

/** The glob that a path fits best without matching it, and the first thing that differs. */
export interface ClosestSource {
  readonly source: string;
  readonly glob: string;
  /** A sentence, for example `The file type ".png" is not one of .md, .pdf.` */
  readonly difference: string;
}

interface Candidate extends ClosestSource {
  /** A higher rank is closer. */
  readonly rank: number;
}

/**
 * Explains why no source takes a blob.
 * @param path `container/path/of/blob`
 * @returns undefined when there are no sources
 */
export function closestSource(path: string, sources: readonly Source[]): ClosestSource | undefined {
  const candidates = sources.flatMap((source) =>
    source.from.map((glob): Candidate => ({ source: source.name, glob, ...compare(path, glob, source) })),
  );
  const [best] = candidates.toSorted((a, b) => b.rank - a.rank);
  if (best === undefined) return undefined;
  const { rank, ...closest } = best;
  return closest;
}

function compare(path: string, glob: string, source: Source): Pick<Candidate, 'difference' | 'rank'> {
  const { container, prefix } = placeOf(glob);
  const [pathContainer = ''] = path.split('/', 1);
  if (matcher([glob])(path)) {
    const exclude = source.exclude.find((one) => matcher([one])(path)) ?? '';
    return { rank: 5, difference: `"exclude" of the source takes it out: ${exclude}.` };
  }
  if (pathContainer !== container) {
    return { rank: 0, difference: `The container is "${pathContainer}", not "${container}".` };
  }
  if (matcher([glob.toLowerCase()])(path.toLowerCase())) {
    return { rank: 4, difference: 'Upper and lower case differ: blob names are case-sensitive.' };
  }
  const name = path.slice(path.indexOf('/') + 1);
  if (!name.startsWith(prefix)) {
    return { rank: 1 + common(name, prefix) / 1_024, difference: `The name does not begin with "${prefix}".` };
  }
  const types = fileTypesOf(glob);
  const type = fileTypeOf(path);
  const stem = type === '' ? path : path.slice(0, -type.length);
  if (types.length > 0 && types.some((one) => matcher([glob])(`${stem}${one}`))) {
    const found = type === '' ? 'The name has no file type; the source takes' : `The file type "${type}" is not one of`;
    return { rank: 3, difference: `${found} ${types.join(', ')}.` };
  }
  if (name.split('/').some((segment) => segment.startsWith('.'))) {
    return {
      rank: 2,
      difference: 'A part of the name begins with a dot, which a glob matches only when it names the dot.',
    };
  }
  return { rank: 1.9, difference: `The name fits "${prefix}" and not the rest of the glob.` };
}

const common = (a: string, b: string): number => {
  let at = 0;
  while (at < a.length && a[at] === b[at]) at++;
  return at;
};

const fileTypeOf = (path: string): string => /(?<=[^/])\.[^./]+$/.exec(path)?.[0] ?? '';

/** The file types at the end of a glob: `.md` and `.pdf` of `docs/**\/*.{md,pdf}`. */
function fileTypesOf(glob: string): readonly string[] {
  const braces = /\.\{(?<list>[^{}]+)\}$/.exec(glob)?.groups?.list;
  if (braces !== undefined) return braces.split(',').map((type) => `.${type.trim()}`);
  const single = /\*(?<type>\.[A-Za-z0-9]+)$/.exec(glob)?.groups?.type;
  return single === undefined ? [] : [single];
}
