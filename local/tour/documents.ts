import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { openStorage } from '../../shared/azure/storage/storage.ts';
import type { Source } from '../../shared/ingestion/sources/source.ts';
import { placesOf, sourceMap } from '../../shared/ingestion/sources/source-map.ts';
import type { Endpoints } from '../platform/platform.ts';
import { call } from './call-api.ts';
import type { TourScript } from './define-tour.ts';

const TIMEOUT_MS = 60_000;
const POLL_MS = 200;
const EXTENSIONS = ['md', 'txt', 'html', 'json', 'csv'];

interface TourFile {
  /** `container/blob` */
  readonly path: string;
  readonly content: Buffer;
}

interface IngestedFile {
  readonly path: string;
  readonly status: string;
  readonly changedAt: string;
  readonly error?: { readonly message?: string };
}

/**
 * Uploads documents to a source and shows their states until agents can search them. Nothing else starts their ingestion: the platform notices
 * new blobs, as Event Grid does on Azure.
 * @throws Error when a document fails, or when it takes too long
 */
export async function ingestDocuments(
  source: Source,
  script: TourScript['documents'],
  { storage, functions }: Endpoints,
  print: (line: string) => void,
): Promise<void> {
  const files = script ? filesOf(script) : sampleFile(source);
  if (files.length === 0) {
    print(`The source ${source.name} takes ${source.from.join(', ')}: npm run upload -- FILE`);
    return;
  }
  const account = openStorage({ connectionString: storage });
  const begun = new Date();
  for (const { path: blob, content } of files) {
    const slash = blob.indexOf('/');
    const container = await account.container(blob.slice(0, slash));
    await container.createIfNotExists();
    await container.getBlockBlobClient(blob.slice(slash + 1)).upload(content, content.length);
    print(`-> ${blob}`);
  }
  const names = new Set(files.map((file) => file.path));
  const end = Date.now() + TIMEOUT_MS;
  for (let shown = ''; ; ) {
    const { files: all } = await call<{ files: readonly IngestedFile[] }>(
      `${functions}/api/ingestions/${encodeURIComponent(source.name)}/files?limit=1000`,
    );
    // A row from before the upload says nothing of it.
    const current = all.filter((file) => names.has(file.path) && new Date(file.changedAt) >= begun);
    const line = counts(current);
    if (line !== shown && line !== '') print(line);
    shown = line;
    const failed = current.find(({ status }) => status === 'failed');
    if (failed) throw new Error(`${failed.path} failed: ${failed.error?.message ?? 'see GET /api/ingestions'}`);
    if (current.filter(({ status }) => status === 'indexed').length >= names.size) return;
    if (Date.now() > end) throw new Error(`The documents are not searchable after ${TIMEOUT_MS / 1000} s: ${line}.`);
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

function counts(files: readonly IngestedFile[]): string {
  const found = new Map<string, number>();
  for (const { status } of files) found.set(status, (found.get(status) ?? 0) + 1);
  return [...found].map(([status, count]) => `${count} ${status}`).join(', ');
}

const filesOf = ({ folder, to }: NonNullable<TourScript['documents']>): TourFile[] =>
  readdirSync(folder).map((name) => ({ path: `${to}${name}`, content: readFileSync(path.join(folder, name)) }));

/** A document of its own for a source without a script; none if its globs take no name that the tour would choose. */
function sampleFile(source: Source): TourFile[] {
  const map = sourceMap([source]);
  for (const { container, prefix } of placesOf(source)) {
    for (const extension of EXTENSIONS) {
      const blob = `${container}/${prefix}foundry-functions-tour.${extension}`;
      if (map.sourceOf(blob) === undefined) continue;
      return [{ path: blob, content: Buffer.from('This document was written by the tour of foundry-functions.\n') }];
    }
  }
  return [];
}
