import { type ChildProcess, spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import type { Endpoints } from '../../local/platform/platform.ts';

const root = path.resolve(import.meta.dirname, '../..');

/** A copy of the fixture app under `npm run dev`, whose files a test may edit. */
export class DevApp {
  /** Port of the inspector. */
  readonly inspector: number;
  readonly #folder: string;
  readonly #state: string;
  readonly #child: ChildProcess;
  #output = '';
  readonly #listeners = new Set<() => void>();

  static async start(): Promise<DevApp> {
    const app = new DevApp(await freePort());
    try {
      await app.printed(/Ready after/);
      return app;
    } catch (error) {
      await app.stop();
      throw error;
    }
  }

  private constructor(inspector: number) {
    this.inspector = inspector;
    // In the repository, and as deep as the fixture app, so that its imports lead to shared/.
    this.#folder = mkdtempSync(path.join(root, 'test/dev-app-'));
    cpSync(path.join(root, 'test/fixture-app'), this.#folder, { recursive: true });
    this.#state = mkdtempSync(path.join(os.tmpdir(), 'dev-'));
    const ports = ['AZURITE_BLOB_PORT', 'AZURITE_QUEUE_PORT', 'AZURITE_TABLE_PORT', 'FOUNDRY_PORT', 'FUNCTIONS_PORT'];
    this.#child = spawn(
      process.execPath,
      ['--disable-warning=ExperimentalWarning', 'local/cli.ts', 'dev', '--inspect', `${inspector}`],
      {
        cwd: root,
        stdio: ['ignore', 'pipe', 'pipe'],
        env: {
          ...process.env,
          ...Object.fromEntries(ports.map((name) => [name, '0'])),
          LOCAL_STATE: this.#state,
          FOUNDRY_CONFIG: path.join(this.#folder, 'foundry.config.ts'),
        },
      },
    );
    const read = (chunk: Buffer) => {
      this.#output += chunk.toString();
      for (const listener of this.#listeners) listener();
    };
    this.#child.stdout?.on('data', read);
    this.#child.stderr?.on('data', read);
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  get endpoints(): Endpoints {
    return JSON.parse(readFileSync(path.join(this.#state, 'endpoints.json'), 'utf8')) as Endpoints;
  }

  get output(): string {
    return this.#output;
  }

  read(file: string): string {
    return readFileSync(path.join(this.#folder, file), 'utf8');
  }

  write(file: string, text: string): void {
    writeFileSync(path.join(this.#folder, file), text);
  }

  /**
   * Resolves with what has been printed since `from` characters when it matches.
   * @throws Error with the whole output when the process ends or the time is up
   */
  printed(pattern: RegExp, from = 0, timeoutMs = 90_000): Promise<string> {
    return new Promise((resolve, reject) => {
      const end = (problem: string) => {
        stop();
        reject(new Error(`${problem} ${pattern} was not printed:\n${this.#output}`));
      };
      const look = () => {
        const text = this.#output.slice(from);
        if (!pattern.test(text)) return;
        stop();
        resolve(text);
      };
      const onExit = () => end('The process ended.');
      const timer = setTimeout(() => end(`${timeoutMs} ms are over.`), timeoutMs);
      const stop = () => {
        clearTimeout(timer);
        this.#listeners.delete(look);
        this.#child.off('exit', onExit);
      };
      this.#child.once('exit', onExit);
      this.#listeners.add(look);
      look();
    });
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) {
      const ended = new Promise((resolve) => this.#child.once('exit', resolve));
      this.#child.kill('SIGINT');
      await ended;
    }
    rmSync(this.#folder, { recursive: true, force: true });
    rmSync(this.#state, { recursive: true, force: true });
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
