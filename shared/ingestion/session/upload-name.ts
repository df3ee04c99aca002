import { createHash } from 'node:crypto';

/** What tells our uploads from anybody else's: files have no metadata at the service, so that their names have to say it. */
export interface Mark {
  /** The deployment and the vector store. */
  readonly tag: string;
  /** The content. */
  readonly content: string;
}

const PATTERN = /\.ff-(?<tag>[0-9a-f]{8})-(?<content>[0-9a-f]{16})(?:\.[^.]*)?$/;
const MOST_STEM = 150;

/** The tag of a deployment's vector store: two deployments may share a project, and must leave each other's files alone. */
export const storeTag = (account: string, store: string): string =>
  sha256(JSON.stringify([account, store])).slice(0, 8);

/** What stands for a content: equal bytes in another kind of file are another one, for the service goes by the name's ending. */
export const contentHash = (sha: string, path: string): string => sha256(`${sha}${extensionOf(path)}`);

/** The name under which a blob is uploaded: `returns.ff-0a1b2c3d-0123456789abcdef.md`. */
export function uploadName(path: string, tag: string, hash: string): string {
  const base = path.slice(path.lastIndexOf('/') + 1);
  const extension = extensionOf(path);
  const stem = base.slice(0, base.length - extension.length).replace(/[\p{C}"'\\:*?<>|;]/gu, '_');
  return `${stem.slice(0, MOST_STEM) || 'file'}.ff-${tag}-${hash.slice(0, 16)}${extension}`;
}

export function markOf(filename: string): Mark | undefined {
  const { tag, content } = PATTERN.exec(filename)?.groups ?? {};
  return tag === undefined || content === undefined ? undefined : { tag, content };
}

const extensionOf = (path: string): string => /(?<=[^/])\.[A-Za-z0-9]{1,10}$/.exec(path)?.[0].toLowerCase() ?? '';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
