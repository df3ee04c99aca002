import { createHash } from 'node:crypto';

/** The mark in the name of an upload: files have no metadata at the service. */
interface Mark {
  /** Stands for the deployment and the vector store. */
  readonly tag: string;
  /** Identifies the content, together with its size. */
  readonly content: string;
}

/** Citations show these names, so the mark is short, in characters that are not mistaken for each other. */
const LETTERS = '0123456789abcdefghjkmnpqrstvwxyz';
const BITS = 5;
/** 30 bits: two deployments do not share a tag, and other files do not have such names. */
const TAG_LENGTH = 6;
/** 35 bits, compared only among lost uploads of one deployment, of equal size. */
const CONTENT_LENGTH = 7;

const PATTERN = new RegExp(
  `~(?<tag>[${LETTERS}]{${TAG_LENGTH}})(?<content>[${LETTERS}]{${CONTENT_LENGTH}})(?=(?:\\.[^.]*)?$)`,
);
const MOST_STEM = 150;

/** Returns the tag of a deployment's vector store: two deployments in one project must not touch each other's files. */
export const storeTag = (account: string, store: string): string =>
  letters(JSON.stringify([account, store]), TAG_LENGTH);

/** Returns the hash of a content and its file type: the service decides by the file name extension. */
export const contentHash = (sha: string, path: string): string => sha256(`${sha}${extensionOf(path)}`).toString('hex');

/** Returns the mark of a content in a file name. */
export const contentMark = (hash: string): string => letters(hash, CONTENT_LENGTH);

/** Returns the name of an upload, for example `returns~3fz81kq7wd20a.md`. */
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

/** Returns the name of the blob: the file name without the mark. */
export const plainName = (filename: string): string => filename.replace(PATTERN, '');

const extensionOf = (path: string): string => /(?<=[^/])\.[A-Za-z0-9]{1,10}$/.exec(path)?.[0].toLowerCase() ?? '';

/** Returns letters that stand for a text. */
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
