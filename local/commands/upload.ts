import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { CheckedConfig } from '../../shared/config/define-config.ts';
import { SetupError } from '../../shared/core/setup-error.ts';
import type { Source } from '../../shared/ingestion/sources/source.ts';
import { placesOf, sourceMap } from '../../shared/ingestion/sources/source-map.ts';
import { configFile, loadConfig } from '../config/load-config.ts';
import { openTarget } from './target.ts';

export interface UploadOptions {
  readonly azure?: boolean;
  readonly json?: boolean;
  /** `container/prefix`; the place of the first source by default. */
  readonly to?: string;
  /** Seconds to wait until the files are searchable. */
  readonly wait: number;
}

interface FileState {
  readonly path: string;
  readonly status: string;
  readonly etag?: string;
  readonly error?: { readonly message?: string };
}

const POLL_MS = 300;

/** Uploads files to a source's container and shows each until agents can search it. */
export async function upload(files: readonly string[], options: UploadOptions): Promise<number> {
  const config = await loadConfig(process.env);
  const place = placeFor(options.to, config);
  const paths = new Map(files.map((file) => [file, `${place}${path.basename(file)}`]));
  const sources = new Map([...paths.values()].map((blob) => [blob, sourceFor(blob, config)]));
  for (const file of files)
    if (statSync(file, { throwIfNoEntry: false })?.isFile() !== true)
      throw new SetupError(`${file} is not a file. Give the path of a file to upload.`);
  const target = openTarget(options.azure === true);
  const print = (line: string) => {
    if (!options.json) console.log(line);
  };
  const etags = new Map<string, string>();
  for (const [file, blob] of paths) {
    const slash = blob.indexOf('/');
    const container = await target.storage().container(blob.slice(0, slash));
    await container.createIfNotExists();
    const { etag } = await container.getBlockBlobClient(blob.slice(slash + 1)).uploadData(readFileSync(file));
    etags.set(blob, etag ?? '');
    print(`${blob}  uploaded`);
  }
  const states = await watch(etags, sources, options.wait, target.api, print);
  if (options.json) console.log(JSON.stringify([...states.values()]));
  return [...etags.keys()].every((blob) => states.get(blob)?.status === 'indexed') ? 0 : 1;
}

async function watch(
  etags: ReadonlyMap<string, string>,
  sources: ReadonlyMap<string, Source>,
  seconds: number,
  api: <T>(below: string) => Promise<T>,
  print: (line: string) => void,
): Promise<ReadonlyMap<string, FileState>> {
  const states = new Map<string, FileState>();
  const isDone = (blob: string) => ['indexed', 'failed'].includes(states.get(blob)?.status ?? '');
  const end = Date.now() + seconds * 1000;
  while (![...etags.keys()].every(isDone) && Date.now() < end) {
    for (const name of new Set([...sources.values()].map((source) => source.name))) {
      for (const file of await allFiles(name, api)) {
        // The row of an earlier upload of the same name says nothing of this one.
        if (etags.get(file.path) !== file.etag && !file.etag?.includes(etags.get(file.path) ?? '')) continue;
        if (states.get(file.path)?.status !== file.status)
          print(`${file.path}  ${file.status}${file.error?.message ? `: ${file.error.message}` : ''}`);
        states.set(file.path, file);
      }
    }
    await sleep(POLL_MS);
  }
  for (const blob of etags.keys())
    if (!isDone(blob)) print(`${blob}  not searchable after ${seconds} s; GET /api/ingestions shows why`);
  return states;
}

async function allFiles(source: string, api: <T>(below: string) => Promise<T>): Promise<readonly FileState[]> {
  const files: FileState[] = [];
  let after = '';
  for (;;) {
    const page = await api<{ files: readonly FileState[]; next?: string }>(
      `ingestions/${encodeURIComponent(source)}/files?limit=1000${after === '' ? '' : `&after=${encodeURIComponent(after)}`}`,
    );
    files.push(...page.files);
    if (!page.next) return files;
    after = page.next;
  }
}

function placeFor(to: string | undefined, { ingestion }: CheckedConfig): string {
  if (to !== undefined) return to.endsWith('/') ? to : `${to}/`;
  const [first] = ingestion.flatMap(placesOf);
  if (first === undefined)
    throw new SetupError('foundry.config.ts has no ingestion source. Add one with `npm run new -- source NAME`.');
  return `${first.container}/${first.prefix}`;
}

/** @throws SetupError naming the globs when no source takes the blob */
function sourceFor(blob: string, { ingestion }: CheckedConfig): Source {
  const source = sourceMap(ingestion).sourceOf(blob);
  if (source !== undefined) return source;
  const globs = ingestion.flatMap(({ name, from }) => from.map((glob) => `  ${name}: ${glob}`));
  throw new SetupError(
    `No ingestion source takes ${blob}, so no agent would find it. The sources of ${path.basename(configFile(process.env))} take\n${globs.join('\n')}`,
  );
}
