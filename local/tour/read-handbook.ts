import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { openStorage } from '../../shared/azure/storage/storage.ts';
import type { Endpoints } from '../platform/platform.ts';

const FOLDER = path.join(import.meta.dirname, 'handbook');
const CONTAINER = 'documents';
const PATIENCE_MS = 60_000;
const LOOK_EVERY_MS = 200;

/** What the ingestion API says of a source, as far as the tour shows it. */
interface Progress {
  readonly counts: Readonly<Record<'pending' | 'uploaded' | 'indexing' | 'indexed' | 'failed', number>>;
  readonly waitingEvents?: number;
}

/**
 * Drops the sample handbook into storage, and watches until agents can find it. Nobody is told: the platform notices new blobs as
 * Event Grid does on Azure.
 * @throws when a document fails, or when they take too long
 */
export async function readHandbook({ storage, functions }: Endpoints, print: (line: string) => void): Promise<void> {
  const container = await openStorage({ connectionString: storage }).container(CONTAINER);
  await container.createIfNotExists();
  const names = readdirSync(FOLDER);
  for (const name of names) {
    const content = readFileSync(path.join(FOLDER, name));
    await container.getBlockBlobClient(`handbook/${name}`).upload(content, content.length);
    print(`-> ${CONTAINER}/handbook/${name}`);
  }
  const end = Date.now() + PATIENCE_MS;
  let shown = '';
  for (;;) {
    const { counts } = await progress(functions);
    const line = Object.entries(counts)
      .filter(([, count]) => count > 0)
      .map(([status, count]) => `${count} ${status}`)
      .join(', ');
    if (line !== shown) print(line);
    shown = line;
    if (counts.failed > 0) throw new Error('A document of the handbook failed: see GET /api/ingestions/handbook.');
    if (counts.indexed >= names.length) return;
    if (Date.now() > end) throw new Error(`The handbook is not indexed after ${PATIENCE_MS / 1000} s: ${line}.`);
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
}

async function progress(functions: string): Promise<Progress> {
  const answer = await fetch(`${functions}/api/ingestions/handbook`);
  if (!answer.ok) throw new Error(`GET /api/ingestions/handbook answered ${answer.status}: ${await answer.text()}`);
  return (await answer.json()) as Progress;
}
