import type { AssetVersion } from '../assets/version-store.ts';

export interface DatasetPatch {
  readonly type: 'uri_file' | 'uri_folder';
  readonly dataUri?: string | null;
  readonly connectionName?: string | null;
  readonly description?: string | null;
  readonly tags?: Readonly<Record<string, string | null>> | null;
}

/** A dataset version, as stored and as shown. */
export interface Dataset extends AssetVersion {
  readonly id: string;
  readonly type: 'uri_file' | 'uri_folder';
  readonly dataUri: string;
  /** True when the data lies outside the emulator's containers, and outlives the version. */
  readonly isReference: boolean;
  readonly connectionName?: string;
  readonly description?: string;
  readonly tags?: Readonly<Record<string, string>>;
}

/** Removes the SAS that the official client sends as part of the address: it is a secret and must not be stored. */
export function withoutSas(uri: string): string {
  if (!URL.canParse(uri)) return uri;
  const url = new URL(uri);
  if (!url.searchParams.has('sig')) return uri;
  url.search = '';
  return url.href;
}
