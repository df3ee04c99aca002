import type { ChildProcess } from 'node:child_process';
import { createRequire } from 'node:module';
import path from 'node:path';
import { MAX_SHARDS } from '../../shared/azure/storage/shards.ts';
import { spawnServer, stopProcess } from '../../shared/core/child-process.ts';
import { SetupError } from '../../shared/core/setup-error.ts';

/** Azurite's published development account: the same on every machine, so not a secret. */
const ACCOUNT = 'devstoreaccount1';
const KEY = 'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==';

/** Accounts of this machine: one for each shard of the tool queues, whatever the configuration uses. */
const ACCOUNTS = Array.from({ length: MAX_SHARDS }, (_, shard) => `devstoreaccount${shard + 1}:${KEY}`).join(';');

export interface AzuriteOptions {
  /** Ports to listen on; 0 picks free ones. */
  readonly ports?: { readonly blob: number; readonly queue: number; readonly table: number };
  /** Folder that keeps the data; without it everything stays in memory. */
  readonly location?: string;
}

export interface RunningAzurite {
  readonly pid: number;
  readonly connectionString: string;
  readonly endpoints: StorageEndpoints;
  stop(): Promise<void>;
}

export interface StorageEndpoints {
  readonly blob: string;
  readonly queue: string;
  readonly table: string;
}

/**
 * Starts Azurite as a child process on loopback and resolves when its three services listen.
 * @throws SetupError when it is not installed, a port is taken, or it ends before it listens
 */
export async function startAzurite({ ports, location }: AzuriteOptions = {}): Promise<RunningAzurite> {
  const { blob, queue, table } = ports ?? { blob: 0, queue: 0, table: 0 };
  const child = spawnServer(
    azuriteScript(),
    [
      ...['--blobHost', '127.0.0.1', '--queueHost', '127.0.0.1', '--tableHost', '127.0.0.1'],
      ...['--blobPort', `${blob}`, '--queuePort', `${queue}`, '--tablePort', `${table}`],
      ...(location === undefined ? ['--inMemoryPersistence'] : ['--location', location]),
      // A newer SDK asks for an API version that Azurite does not list yet. Telemetry would need the network, and its package is not installed
      // (package.json, "overrides"). The log of every request costs a tenth of Azurite's time.
      ...['--skipApiVersionCheck', '--disableTelemetry', '--silent'],
    ],
    { ...process.env, AZURITE_ACCOUNTS: ACCOUNTS },
  );
  const endpoints = await listening(child, location);
  return {
    pid: child.pid ?? 0,
    endpoints,
    connectionString: connectionStringOf(endpoints),
    stop: () => stopProcess(child),
  };
}

/** Returns the addresses that Azurite serves on these ports. */
export function storageEndpoints(ports: NonNullable<AzuriteOptions['ports']>): StorageEndpoints {
  const at = (port: number) => `http://127.0.0.1:${port}/${ACCOUNT}`;
  return { blob: at(ports.blob), queue: at(ports.queue), table: at(ports.table) };
}

export const connectionStringOf = ({ blob, queue, table }: StorageEndpoints): string =>
  [
    'DefaultEndpointsProtocol=http',
    `AccountName=${ACCOUNT}`,
    `AccountKey=${KEY}`,
    `BlobEndpoint=${blob}`,
    `QueueEndpoint=${queue}`,
    `TableEndpoint=${table}`,
  ].join(';');

function azuriteScript(): string {
  try {
    const manifest = createRequire(path.join(import.meta.dirname, 'azurite.ts')).resolve('azurite/package.json');
    return path.join(path.dirname(manifest), 'dist/src/azurite.js');
  } catch {
    throw new SetupError('Azurite, the storage emulator, is not installed. Run `npm ci` in this folder and try again.');
  }
}

function listening(child: ChildProcess, location: string | undefined): Promise<StorageEndpoints> {
  return new Promise((resolve, reject) => {
    const found: Partial<Record<keyof StorageEndpoints, string>> = {};
    let output = '';
    const read = (chunk: Buffer) => {
      // The pipe is read to its end, but the text is kept only until the services listen.
      if (found.blob && found.queue && found.table) return;
      output += chunk.toString();
      for (const [, kind, url] of output.matchAll(/(Blob|Queue|Table) service is successfully listening at (\S+)/g)) {
        found[kind?.toLowerCase() as keyof StorageEndpoints] = `${url}/${ACCOUNT}`;
      }
      const { blob, queue, table } = found;
      if (blob && queue && table) resolve({ blob, queue, table });
    };
    child.stdout?.on('data', read);
    child.stderr?.on('data', read);
    child.once('error', (error) => reject(new SetupError(`Azurite could not be started: ${error.message}`)));
    child.once('exit', (code) => reject(new SetupError(explainExit(output, code, location))));
  });
}

function explainExit(output: string, code: number | null, location: string | undefined): string {
  const taken = /EADDRINUSE[^\n]*?:(\d+)/.exec(output)?.[1];
  if (taken) {
    return (
      `Port ${taken}, which Azurite needs, is in use. Stop the program that uses it (perhaps another Azurite or another \`npm start\`), ` +
      'or choose other ports with AZURITE_BLOB_PORT, AZURITE_QUEUE_PORT and AZURITE_TABLE_PORT.'
    );
  }
  const reason = /Exit due to unhandled error: (.+)/.exec(output)?.[1];
  if (location !== undefined && reason !== undefined) {
    if (/ENOSPC|EDQUOT/.test(reason))
      return `The disk that holds ${location} is full (${reason}). Free some space and start again.`;
    if (/EROFS|EACCES|EPERM/.test(reason)) {
      return `Azurite cannot write to ${location} (${reason}). Make the folder writable, or set LOCAL_STATE to another one.`;
    }
    return (
      `Azurite cannot read its data in ${location} (${reason}): the files are damaged. ` +
      'Delete that folder, which holds only local test data, and start again.'
    );
  }
  return `Azurite ended with exit code ${code} before it was ready. Its last output: ${output.trim().slice(-600) || 'none'}`;
}
