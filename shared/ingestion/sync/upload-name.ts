import { createHash } from 'node:crypto';

/** What tells our uploads from anybody else's: files have no metadata at the service, so that their names have to say it. */
interface Mark {
  /** The deployment and the vector store. */
  readonly tag: string;
  /** The content, together with its size. */
  readonly content: string;
}

/** People see these names in citations: the mark is as short as it can be, in letters and digits that are not mistaken for each other. */
const LETTERS = '0123456789abcdefghjkmnpqrstvwxyz';
const BITS = 5;
/** 30 bits: none of two deployments takes a file of the other for its own, and nobody gives a file such a name. */
const TAG_LENGTH = 6;
/** 35 bits, compared only among lost uploads of one deployment, of equal size. */
const CONTENT_LENGTH = 7;

const PATTERN = new RegExp(
  `~(?<tag>[${LETTERS}]{${TAG_LENGTH}})(?<content>[${LETTERS}]{${CONTENT_LENGTH}})(?=(?:\\.[^.]*)?$)`,
);
const MOST_STEM = 150;

/** The tag of a deployment's vector store: two deployments may share a project, and must leave each other's files alone. */
export const storeTag = (account: string, store: string): string =>
  letters(JSON.stringify([account, store]), TAG_LENGTH);

/** What stands for a content: equal bytes in another kind of file are another one, for the service goes by the name's ending. */
export const contentHash = (sha: string, path: string): string => sha256(`${sha}${extensionOf(path)}`).toString('hex');

/** What stands for a content in a name. */
export const contentMark = (hash: string): string => letters(hash, CONTENT_LENGTH);

/** The name under which a blob is uploaded: `returns~3fz81kq7wd20a.md`. */
export function uploadName(path: string, tag: string, hash: string): string {
  const base = path.slice(path.lastIndexOf('/') + 1);
  const extension = extensionOf(path);
  const stem = base.slice(0, base.length - extension.length).replace(/[\p{C}"'\\:*?<>|;]/gu, '_');
  return `${stem.slice(0, MOST_STEM) || 'file'}~${tag}${contentMark(hash)}${extension}`;
}

export function markOf(filename: string): Mark | undefined {
  const { tag, content } = PATTERN.exec(filename)?.groups ?? {};
  return tag === undefined || content === undefined ? undefined : { tag, content };
}

/** The name of a file at the service as people know it: that of the blob, without our mark. */
export const plainName = (filename: string): string => filename.replace(PATTERN, '');

const extensionOf = (path: string): string => /(?<=[^/])\.[A-Za-z0-9]{1,10}$/.exec(path)?.[0].toLowerCase() ?? '';

/** So many letters that stand for a text. */
function letters(text: string, count: number): string {
  let bits = sha256(text).readBigUInt64BE(0);
  let found = '';
  for (let at = 0; at < count; at++) {
    found += LETTERS[Number(bits & 31n)] ?? '';
    bits >>= BigInt(BITS);
  }
  return found;
}

const sha256 = (text: string): Buffer => createHash('sha256').update(text).digest();
