import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import OpenAI, { toFile } from 'openai';
import { startAzurite } from '../../../local/platform/azurite.ts';
import { trustCertificate } from '../../../local/platform/trust.ts';
import { buildFixtureApp, FIXTURE_APP, FIXTURE_ENV } from '../../support/fixture-app.ts';
import { AgentCalls } from '../calls.ts';
import { startChaos } from '../chaos-platform.ts';
import {
  canMount,
  EMULATOR,
  ended,
  HOST,
  launch,
  type Program,
  runUntilReady,
  START,
  untilReady,
} from '../processes.ts';
import { type Check, exactly, holds, type Row } from '../row.ts';

const CLOCK_BACK = pathToFileURL(path.join(import.meta.dirname, '../clock-back.mjs')).href;
/** Bytes of each file that is uploaded until the disk is full. */
const FILE_BYTES = 400_000;
const MOST_FILES = 60;
/** Words of `npm start` when it serves. */
const EVERYTHING = /Everything is ready/;
/** Words that tell what to do. */
const REMEDY = /\b(delete|free|stop|make|move|set|run|start with|start the emulator with|choose)\b/i;

export const state: Row = {
  name: 'state',
  title: 'full disk, read-only and truncated state, clock back an hour, second start',
  run: async ({ print }) => {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'chaos-state-'));
    await buildFixtureApp();
    const azurite = await startAzurite();
    try {
      const world = new World(folder, azurite.connectionString);
      const checks: Check[] = [];
      for (const [what, work] of Object.entries({
        emulator: () => world.emulatorStates(),
        host: () => world.hostStates(),
        'full disk': () => world.fullDisk(),
        'npm start': () => world.platformStates(),
        clock: () => clockBack(),
      })) {
        print(`  ${what} ...`);
        checks.push(...(await work()));
      }
      return checks;
    } finally {
      await azurite.stop();
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

class World {
  readonly #folder: string;
  readonly #storage: string;

  constructor(folder: string, storage: string) {
    this.#folder = folder;
    this.#storage = storage;
  }

  async emulatorStates(): Promise<Check[]> {
    const good = path.join(this.#folder, 'emulator');
    const first = launch(emulator(good));
    const base = projectIn((await untilReady(first)).text());
    const client = clientOf(base, path.join(good, 'certificate/cert.pem'));
    for (let at = 0; at < 60; at++) await client.conversations.create({ metadata: { at: `${at}` } });
    const second = await this.#message('a second emulator on one state', emulator(good));
    first.kill('SIGTERM');
    await ended(first);
    const checks = [second];
    for (const [what, keep] of [
      ['half', 0.5],
      ['a tenth', 0.1],
    ] as const) {
      const copy = `${good}-${what.replace(' ', '-')}`;
      cpSync(good, copy, { recursive: true });
      cut(path.join(copy, 'objects/state.sqlite'), keep);
      checks.push(await this.#message(`emulator's state cut to ${what}`, emulator(copy), /damaged/));
    }
    if (canMount())
      checks.push(await this.#message("emulator's state read-only", { ...emulator(good), mounts: readOnly(good) }));
    return checks;
  }

  async hostStates(): Promise<Check[]> {
    const good = path.join(this.#folder, 'host');
    const first = launch(this.#host(good));
    await untilReady(first);
    const second = await this.#message('a second host on one state', this.#host(good));
    first.kill('SIGTERM');
    await ended(first);
    const checks = [second];
    for (const [what, keep] of [
      ['half', 0.5],
      ['a tenth', 0.1],
    ] as const) {
      const copy = `${good}-${what.replace(' ', '-')}`;
      cpSync(good, copy, { recursive: true });
      for (const file of filesIn(copy)) if (file.endsWith('.db')) cut(file, keep);
      checks.push(await this.#message(`Durable file cut to ${what}`, this.#host(copy), /damaged/));
    }
    if (canMount()) {
      checks.push(await this.#message("host's state read-only", { ...this.#host(good), mounts: readOnly(good) }));
      const full = path.join(this.#folder, 'host-full');
      mkdirSync(full);
      const mounts = `mount -t tmpfs -o size=8k none ${full}`;
      checks.push(await this.#message("host's disk full", { ...this.#host(full), mounts }, /full|space/));
    }
    return checks;
  }

  async fullDisk(): Promise<Check[]> {
    if (!canMount()) return [{ what: 'full disk of the emulator', value: 'not run: this user may not mount' }];
    const folder = path.join(this.#folder, 'full');
    mkdirSync(folder);
    const child = launch({
      ...emulator(folder),
      mounts: `mount -t tmpfs -o size=8m none ${folder}\ndd if=/dev/zero of=${folder}/ballast bs=1M count=2 2>/dev/null`,
    });
    const { ready, text } = await untilReady(child);
    if (!ready) return [holds('emulator starts on a small disk', false, text())];
    try {
      // The certificate is in the namespace; these requests need not check it.
      const trust = `/proc/${child.pid}/root${folder}/certificate/cert.pem`;
      const client = clientOf(projectIn(text()), trust);
      const statuses: Record<number, number> = {};
      const kept: string[] = [];
      const count = (status: number) => {
        statuses[status] = (statuses[status] ?? 0) + 1;
      };
      for (let at = 0; at < MOST_FILES; at++) {
        try {
          const file = await toFile(Buffer.alloc(FILE_BYTES, 'x\n'), `${at}.txt`);
          kept.push((await client.files.create({ file, purpose: 'assistants' })).id);
        } catch (error) {
          count(statusOf(error));
        }
        try {
          await client.conversations.create({ metadata: { text: 'x'.repeat(500) } });
        } catch (error) {
          count(statusOf(error));
        }
      }
      let unreadable = 0;
      for (const id of kept) {
        const content = await client.files.content(id).then((answer) => answer.arrayBuffer());
        if (content.byteLength !== FILE_BYTES) unreadable += 1;
      }
      rmSync(`/proc/${child.pid}/root${folder}/ballast`);
      const again = await toFile(Buffer.alloc(FILE_BYTES, 'y\n'), 'again.txt');
      const works = await client.files.create({ file: again, purpose: 'assistants' }).then(
        () => 'yes',
        (error: unknown) => `${error}`,
      );
      const wrong = Object.keys(statuses).filter((status) => !['507', '503'].includes(status));
      const shown = Object.entries(statuses).map(([status, number]) => `${number} × ${status}`);
      return [
        holds('emulator with a full disk says 507 or 503', shown.length > 0 && wrong.length === 0, shown.join(', ')),
        exactly('files that were accepted and cannot be read', unreadable, 0),
        holds('works again when space was freed', works === 'yes', works),
      ];
    } finally {
      child.kill('SIGTERM');
      await ended(child);
    }
  }

  async platformStates(): Promise<Check[]> {
    const good = path.join(this.#folder, 'platform');
    const first = launch(start(good));
    const { ready, text } = await untilReady(first, EVERYTHING);
    if (!ready) return [holds('npm start', false, text().slice(-300))];
    const second = await this.#message('a second npm start on one state', start(good));
    first.kill('SIGTERM');
    await ended(first);
    const checks = [second];
    for (const file of [
      'azurite/__azurite_db_queue__.json',
      'azurite/__azurite_db_table__.json',
      'blobs-seen.json',
      'endpoints.json',
    ]) {
      const copy = path.join(this.#folder, `platform-${path.basename(file)}`);
      cpSync(good, copy, { recursive: true });
      rmSync(path.join(copy, 'running.pid'), { force: true });
      if (!filesIn(copy).includes(path.join(copy, file))) writeFileSync(path.join(copy, file), '{"damaged');
      else cut(path.join(copy, file), 0.5);
      const ran = await runUntilReady(start(copy), EVERYTHING);
      checks.push(verdict(`npm start with a damaged ${file}`, ran, undefined, true));
    }
    return checks;
  }

  #host = (folder: string): Program => ({
    script: HOST,
    args: ['--app', FIXTURE_APP, '--port', '0', '--state', folder, '--log-format', 'json'],
    env: {
      AzureWebJobsStorage: this.#storage,
      DATA_STORAGE: this.#storage,
      FOUNDRY_PROJECT_ENDPOINT: 'https://localhost:1/api/projects/local',
    },
  });

  async #message(what: string, program: Program, names?: RegExp): Promise<Check> {
    return verdict(what, await runUntilReady(program), names);
  }
}

/** A start on a bad state must end with one paragraph that names the remedy, or serve where that is right. */
function verdict(
  what: string,
  { ready, text }: { ready: boolean; text: string },
  names?: RegExp,
  mayServe = false,
): Check {
  if (ready) return holds(what, mayServe, 'serves');
  const said = text
    .trim()
    .split('\n')
    .filter((line) => !line.startsWith('{') && !/^\s*(✓|Starting|Installing|Building)/.test(line));
  const message = said.join(' ');
  const isParagraph = said.length > 0 && said.length <= 3 && !/^\s+at /m.test(text);
  const met = isParagraph && REMEDY.test(message) && (names?.test(message) ?? true);
  return holds(what, met, message.slice(0, 220) || 'no message');
}

/** A host whose clock is an hour slow carries on: calls are answered, and what was claimed stays claimed. */
async function clockBack(): Promise<Check[]> {
  const platform = await startChaos();
  const calls = new AgentCalls(platform.endpoints.storage);
  try {
    const before = [await calls.send(), await calls.send()];
    await calls.answered(before, 60_000);
    await platform.host.stop();
    await platform.anotherHost({ NODE_OPTIONS: `--import ${CLOCK_BACK}` });
    const after = [await calls.send(), await calls.send(), await calls.send(), await calls.send()];
    await calls.answered(after, 90_000);
    const checks = await calls.checks(platform.repeats());
    return checks
      .filter(({ met }) => met !== undefined)
      .map((check) => ({ ...check, what: `clock back an hour: ${check.what}` }));
  } finally {
    await calls.close();
    await platform.stop();
  }
}

const emulator = (folder: string): Program => ({
  script: EMULATOR,
  args: ['--port', '0', '--state', folder, '--log-format', 'json'],
  env: { FOUNDRY_PORT: '', FOUNDRY_UPLOADS_PER_SECOND: 'off' },
});

const start = (folder: string): Program => ({
  script: START,
  args: ['start', '--no-tour'],
  env: {
    ...FIXTURE_ENV,
    LOCAL_STATE: folder,
    FUNCTIONS_PORT: '0',
    FOUNDRY_PORT: '0',
    AZURITE_BLOB_PORT: '0',
    AZURITE_QUEUE_PORT: '0',
    AZURITE_TABLE_PORT: '0',
  },
});

const readOnly = (folder: string) => `mount --bind ${folder} ${folder} && mount -o remount,bind,ro ${folder}`;

const projectIn = (text: string): string => /"foundryProject":\s*"([^"]+)"/.exec(text)?.[1] ?? '';

function clientOf(project: string, certificate: string): OpenAI {
  trustCertificate(certificate);
  return new OpenAI({ baseURL: `${project}/openai/v1`, apiKey: 'none', maxRetries: 0 });
}

const statusOf = (error: unknown): number =>
  error instanceof Error && 'status' in error && typeof error.status === 'number' ? error.status : 0;

const filesIn = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name));

/** Cuts a file off; what a write-ahead log beside it holds is lost, too. */
function cut(file: string, share: number): void {
  truncateSync(file, Math.floor(statSync(file).size * share));
  for (const suffix of ['-wal', '-shm']) rmSync(`${file}${suffix}`, { force: true });
}
