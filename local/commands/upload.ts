import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { CheckedConfig } from '../../shared/config/define-config.ts';
import { SetupError } from '../../shared/core/setup-error.ts';
import { bareEtag } from '../../shared/ingestion/events/parse-events.ts';
import type { Source } from '../../shared/ingestion/sources/source.ts';
import { placesOf, sourceMap } from '../../shared/ingestion/sources/source-map.ts';
import { configFile, loadConfig } from '../config/load-config.ts';
import { bar, ProgressLine } from '../output/progress.ts';
import { explainStorage } from './explain-storage.ts';
import { openTarget, type Target, type TargetOptions } from './target.ts';

export interface UploadOptions extends TargetOptions {
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

/** A file on its way to the vector store. */
interface Uploaded {
  /** `container/path/of/blob` */
  readonly blob: string;
  readonly source: Source;
  readonly etag: string;
}

const POLL_MS = 1_000;
/** The states of a file as the terminal shows them. */
const SHOWN: Readonly<Record<string, string>> = {
  pending: 'is read',
  uploaded: 'is indexed now',
  indexed: 'searchable',
  failed: 'failed',
};

/** Uploads files to a source's container and shows each until agents can search it. */
export async function upload(files: readonly string[], options: UploadOptions): Promise<number> {
  checkFiles(files);
  const config = await loadConfig(process.env);
  const place = placeFor(options.to, config);
  const wanted = files.map((file) => {
    const blob = `${place}${path.basename(file)}`;
    return { file, blob, source: sourceFor(blob, config) };
  });
  const target = openTarget(options.azure);
  const progress = new ProgressLine();
  const print = (line: string) => {
    if (!options.json) progress.print(line);
  };
  const show = (text: string) => {
    if (!options.json) progress.show(text);
  };
  const uploaded: Uploaded[] = [];
  for (const { file, blob, source } of wanted) {
    uploaded.push({ blob, source, etag: await put(file, blob, target, show) });
    print(`${blob}  in storage`);
  }
  const states = await watch(uploaded, options.wait, target, { print, show });
  progress.clear();
  if (options.json) console.log(JSON.stringify(uploaded.map(({ blob }) => states.get(blob) ?? { path: blob })));
  return uploaded.every(({ blob }) => states.get(blob)?.status === 'indexed') ? 0 : 1;
}

function checkFiles(files: readonly string[]): void {
  const names = new Map<string, string>();
  for (const file of files) {
    if (statSync(file, { throwIfNoEntry: false })?.isFile() !== true)
      throw new SetupError(`${file} is not a file. Give the path of a file to upload.`);
    const other = names.get(path.basename(file));
    if (other !== undefined)
      throw new SetupError(`${other} and ${file} have the same name, so one would replace the other. Rename one.`);
    names.set(path.basename(file), file);
  }
}

/** @returns the version of the blob */
async function put(file: string, blob: string, target: Target, show: (text: string) => void): Promise<string> {
  const slash = blob.indexOf('/');
  const content = readFileSync(file);
  return explainStorage('Blob', async () => {
    const container = await target.storage().container(blob.slice(0, slash));
    await container.createIfNotExists();
    const { etag = '' } = await container.getBlockBlobClient(blob.slice(slash + 1)).uploadData(content, {
      onProgress: ({ loadedBytes }) => show(`${file} ${bar(loadedBytes, content.length)} bytes`),
    });
    return bareEtag(etag);
  });
}

async function watch(
  uploaded: readonly Uploaded[],
  seconds: number,
  target: Target,
  { print, show }: { readonly print: (line: string) => void; readonly show: (text: string) => void },
): Promise<ReadonlyMap<string, FileState>> {
  const states = new Map<string, FileState>();
  const isDone = ({ blob }: Uploaded) => ['indexed', 'failed'].includes(states.get(blob)?.status ?? '');
  const etags = new Map(uploaded.map(({ blob, etag }) => [blob, etag]));
  for (const end = Date.now() + seconds * 1000; ; ) {
    for (const name of new Set(uploaded.map(({ source }) => source.name))) {
      for (const file of await allFiles(name, target)) {
        // The row of an earlier version says nothing of this one.
        if (file.etag === undefined || etags.get(file.path) !== file.etag) continue;
        if (states.get(file.path)?.status !== file.status)
          print(
            `${file.path}  ${SHOWN[file.status] ?? file.status}${file.error?.message ? `: ${file.error.message}` : ''}`,
          );
        states.set(file.path, file);
      }
    }
    const done = uploaded.filter(isDone).length;
    if (done === uploaded.length || Date.now() >= end) break;
    show(`${bar(done, uploaded.length)} files`);
    await sleep(POLL_MS);
  }
  for (const one of uploaded)
    if (!isDone(one)) print(`${one.blob}  not searchable after ${seconds} s; GET /api/ingestions shows why`);
  return states;
}

async function allFiles(source: string, { api }: Target): Promise<readonly FileState[]> {
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
