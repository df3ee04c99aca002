import type { AssetVersion } from '../assets/version-store.ts';

export interface DatasetPatch {
  readonly type: 'uri_file' | 'uri_folder';
  readonly dataUri?: string | null;
  readonly connectionName?: string | null;
  readonly description?: string | null;
  readonly tags?: Readonly<Record<string, string | null>> | null;
}

/** A dataset version as it is kept and shown. */
export interface Dataset extends AssetVersion {
  readonly id: string;
  readonly type: 'uri_file' | 'uri_folder';
  readonly dataUri: string;
  /** The data lies elsewhere: it outlives the version. */
  readonly isReference: boolean;
  readonly connectionName?: string;
  readonly description?: string;
  readonly tags?: Readonly<Record<string, string>>;
}

/** The official client sends the address of what it has uploaded with the SAS it used: that is a secret, and is not kept. */
export function withoutSas(uri: string): string {
  if (!URL.canParse(uri)) return uri;
  const url = new URL(uri);
  if (!url.searchParams.has('sig')) return uri;
  url.search = '';
  return url.href;
}
