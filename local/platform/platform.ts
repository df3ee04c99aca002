import { X509Certificate } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { localShard, MAX_SHARDS, shardConnection, shardNumbers } from '../../shared/azure/storage/shards.ts';
import type { CheckedConfig } from '../../shared/config/define-config.ts';
import { LOCAL_STATE_FOLDER } from '../../shared/core/local-state.ts';
import { RESPONSES_QUEUE } from '../../shared/evaluations/responses/response-messages.ts';
import { placesOf } from '../../shared/ingestion/sources/source-map.ts';
import { connectionStringOf, type RunningAzurite, startAzurite, storageEndpoints } from './azurite.ts';
import { type BlobWatcher, watchBlobs } from './blob-watcher.ts';
import { choosePorts } from './ports.ts';
import { type RunningService, startService } from './service.ts';
import type { PlatformPorts, PlatformSettings } from './settings.ts';

const root = path.resolve(import.meta.dirname, '../..');
/** The emulator renews a certificate earlier than this. */
const CERTIFICATE_MARGIN_MS = 31 * 86_400_000;

/** Addresses of the platform; also written to `endpoints.json` in the state folder. */
export interface Endpoints {
  readonly functions: string;
  readonly foundryProject: string;
  readonly azureOpenAI: string;
  /** Path of the certificate to trust, PEM. */
  readonly certificate: string;
  /** Connection string of Azurite. */
  readonly storage: string;
  /** The web console. */
  readonly console: string;
  /** The tools for clients of the Model Context Protocol. */
  readonly mcp: string;
}

/** Addresses that are known before the Functions host runs; it may not answer yet at its own. */
export type Services = Pick<Endpoints, 'foundryProject' | 'storage' | 'certificate' | 'functions'>;

export interface PlatformOptions extends PlatformSettings {
  readonly config: CheckedConfig;
  /** Folder of the built app that the host runs; a promise lets the other servers start while it is built. */
  readonly app: string | Promise<string>;
  /** Keeps nothing on disk but logs and the certificate: for tests. */
  readonly inMemory?: boolean;
  /** Sends an event for each change of a blob, as Event Grid does on Azure; true by default. */
  readonly watchBlobs?: boolean;
  /** Added to the environment of the Functions host. */
  readonly hostEnv?: Readonly<Record<string, string>>;
  /** Added to the arguments of the Functions host. */
  readonly hostArgs?: readonly string[];
  /** Added to the environment of the emulator. */
  readonly foundryEnv?: Readonly<Record<string, string>>;
  /** Receives each line that the Functions host logs. */
  readonly onHostLine?: (line: string) => void;
  /** Receives each line that the emulator logs. */
  readonly onFoundryLine?: (line: string) => void;
  /** Called with the name of each server when it is ready. */
  readonly onReady?: (server: string) => void;
  /** Called when storage and the emulator are ready. */
  readonly onServices?: (services: Services) => void;
}

export interface Platform {
  readonly endpoints: Endpoints;
  readonly host: RunningService;
  readonly foundry: RunningService;
  readonly storage: RunningAzurite;
  /** Resolves with a sentence when one of the servers ends by itself. */
  readonly failed: Promise<string>;
  /** Watches the blobs of these containers from now on, after the config changed. */
  watchContainers(containers: readonly string[]): void;
  /** Starts the host again after it was stopped or killed. */
  restartHost(): Promise<RunningService>;
  /** Starts the emulator again after it was stopped or killed. */
  restartFoundry(): Promise<RunningService>;
  /** Stops Azurite in good order, which writes its data to disk, and starts it again on the same ports. */
  restartStorage(): Promise<RunningAzurite>;
  /** Starts one more host on a port and in a folder of its own and on the same storage, as Azure does under load. */
  anotherHost(env?: Readonly<Record<string, string>>): Promise<RunningService>;
  stop(): Promise<void>;
}

/**
 * Starts Azurite, the emulator and the Functions host at the same time.
 * @throws SetupError; nothing is left running then
 */
export async function startPlatform(given: PlatformOptions): Promise<Platform> {
  const ports = await choosePorts(given.ports);
  const options = { ...given, ports };
  const { state, inMemory } = options;
  const data = path.join(state, 'azurite');
  for (const folder of [logsIn(state), data]) mkdirSync(folder, { recursive: true, mode: 0o700 });

  const stops: (() => Promise<void>)[] = [];
  const stop = async () => {
    for (const end of stops.splice(0).reverse()) await end();
  };
  const started = <T extends { stop(): Promise<void> }>(server: string, running: T): T => {
    stops.push(() => running.stop());
    options.onReady?.(server);
    return running;
  };
  const openStorage = () => startAzurite({ ports, ...(inMemory ? {} : { location: data }) });
  const azurite = openStorage().then((running) => started('storage', running));
  const foundry = startFoundry(options).then((running) => started('emulator', running));
  const services = Promise.all([azurite, foundry]).then(([, emulator]): Services => {
    const found = {
      foundryProject: `${emulator.ready.foundryProject}`,
      certificate: `${emulator.ready.certificate}`,
      storage: connectionStringOf(storageEndpoints(ports)),
      functions: `http://127.0.0.1:${ports.functions}`,
    };
    options.onServices?.(found);
    return found;
  });
  services.catch(() => {});
  const known = certificateOf(state);
  const firstHost = Promise.all([options.app, azurite, known ?? foundry]).then(async ([app]) => {
    const running = await startHost(options, app);
    options.onReady?.('functions');
    return running;
  });
  try {
    // The host stops first: what it still runs needs storage and the emulator.
    const servers = await Promise.all([azurite, foundry, firstHost]);
    let [storage, emulator, host] = servers;
    stops.push(() => host.stop());
    const app = await options.app;
    const watcher = options.watchBlobs === false ? undefined : startWatcher(options);
    if (watcher) stops.push(() => watcher.stop());
    const endpoints: Endpoints = {
      console: `${host.ready.url}/api/console/`,
      mcp: `${host.ready.url}/api/mcp`,
      azureOpenAI: `${emulator.ready.azureOpenAI}`,
      ...(await services),
    };
    writeFileSync(path.join(state, 'endpoints.json'), `${JSON.stringify(endpoints, null, 2)}\n`, { mode: 0o600 });
    return {
      endpoints,
      get host() {
        return host;
      },
      get foundry() {
        return emulator;
      },
      get storage() {
        return storage;
      },
      failed: Promise.race([
        emulator.ended.then((how) => `The emulator ended by itself (${how}). Its log is ${logsIn(state)}/foundry.log.`),
        host.ended.then((how) => `The Functions host ended by itself (${how}). Its log is ${logsIn(state)}/host.log.`),
      ]),
      watchContainers: (containers) => watcher?.watch(containers),
      restartHost: async () => {
        // On the same port, so that its clients find it again.
        host = await startHost(options, app);
        return host;
      },
      restartFoundry: async () => {
        emulator = await startFoundry(options);
        stops.unshift(() => emulator.stop());
        return emulator;
      },
      restartStorage: async () => {
        await storage.stop();
        storage = await openStorage();
        stops.unshift(() => storage.stop());
        return storage;
      },
      anotherHost: async (env = {}) => {
        const folder = mkdtempSync(path.join(state, 'host-'));
        const hostEnv = { ...options.hostEnv, ...env };
        const own = { ...options, hostEnv, hostState: folder, ports: { ...ports, functions: 0 } };
        const another = await startHost(own, app);
        const end = async () => {
          await another.stop();
          rmSync(folder, { recursive: true, force: true });
        };
        stops.push(end);
        return { ...another, stop: end };
      },
      stop,
    };
  } catch (error) {
    // Servers that still start must not be left behind.
    await Promise.allSettled([azurite, foundry]);
    const host = await firstHost.catch(() => undefined);
    await host?.stop();
    await stop();
    throw error;
  }
}

const logsIn = (state: string): string => path.join(state, 'logs');

const containersOf = (ingestion: CheckedConfig['ingestion']): string[] => [
  ...new Set(ingestion.flatMap(placesOf).map(({ container }) => container)),
];

/** Returns the path of the certificate that the emulator kept from its last start, if it will use it again. */
function certificateOf(state: string): string | undefined {
  const file = certificateIn(state);
  if (!existsSync(file)) return undefined;
  try {
    const { validToDate } = new X509Certificate(readFileSync(file));
    return validToDate.getTime() - Date.now() > CERTIFICATE_MARGIN_MS ? file : undefined;
  } catch {
    // The emulator explains it.
    return undefined;
  }
}

const certificateIn = (state: string): string => path.join(state, 'foundry/certificate/cert.pem');

function startWatcher({ state, inMemory, ports, config }: PlatformOptions): BlobWatcher {
  const endpoints = storageEndpoints(ports);
  return watchBlobs({
    storage: connectionStringOf(endpoints),
    blobEndpoint: endpoints.blob,
    containers: containersOf(config.ingestion),
    ...(inMemory ? {} : { memory: path.join(state, 'blobs-seen.json') }),
  });
}

function startFoundry({ state, ports, inMemory, foundryEnv, config, onFoundryLine }: PlatformOptions) {
  const listens = config.evaluations.rules.some(({ by }) => by === 'backend');
  return startService({
    name: 'The emulator',
    script: path.join(root, 'packages/foundry-emulator/src/main.mjs'),
    args: [
      ...['--port', `${ports.foundry}`, '--state', path.join(state, 'foundry'), '--log-format', 'json'],
      ...(inMemory ? ['--in-memory'] : []),
    ],
    env: {
      ...process.env,
      FOUNDRY_STORAGE_CONNECTION: connectionStringOf(storageEndpoints(ports)),
      ...(listens ? { FOUNDRY_RESPONSES_QUEUE: RESPONSES_QUEUE } : {}),
      ...foundryEnv,
    },
    logFile: path.join(logsIn(state), 'foundry.log'),
    ...(onFoundryLine ? { onLine: onFoundryLine } : {}),
  });
}

function startHost(
  { state, ports, hostEnv, hostArgs = [], hostState, onHostLine }: PlatformOptions & { readonly hostState?: string },
  app: string,
): Promise<RunningService> {
  const storage = connectionStringOf(storageEndpoints(ports));
  return startService({
    name: 'The Functions host',
    script: path.join(root, 'packages/functions-host/src/main.ts'),
    args: [
      ...['--app', app, '--port', `${ports.functions}`, '--state', hostState ?? path.join(state, 'host')],
      ...['--log-format', 'json', ...hostArgs],
    ],
    env: {
      ...process.env,
      AzureWebJobsStorage: storage,
      // Of every shard: the host that npm run dev keeps has the settings that a changed configuration needs.
      ...Object.fromEntries(
        shardNumbers(MAX_SHARDS).map((shard) => [shardConnection(shard), localShard(storage, shard)]),
      ),
      [LOCAL_STATE_FOLDER]: path.resolve(state),
      FOUNDRY_PROJECT_ENDPOINT: projectEndpoint(ports),
      NODE_EXTRA_CA_CERTS: certificateIn(state),
      // After a crash Azure waits five minutes before it resumes an activity; a developer should not have to.
      LOCAL_HOST_DURABLE_RESUME_AT_ONCE: 'true',
      // host.json sets one second because polling costs money on Azure; here it is free, and a person waits for the answer.
      AzureFunctionsJobHost__extensions__queues__maxPollingInterval: '00:00:00.500',
      // In the environment Development the Functions host takes two seconds all the same.
      AZURE_FUNCTIONS_ENVIRONMENT: 'Local',
      // A single developer with a test suite exceeds the limit that protects a deployed app.
      HTTP_CALLS_PER_MINUTE: '60000',
      // Node sizes its heap by the machine: on a large one it keeps hundreds of megabytes of garbage before it collects.
      languageWorkers__node__arguments: '--enable-source-maps --max-semi-space-size=4 --heap-growing-percent=50',
      // Jobs of the emulator take seconds, not hours.
      JOB_SHORTEST_WAIT: 'PT1S',
      ...hostEnv,
    },
    logFile: path.join(logsIn(state), 'host.log'),
    ipc: true,
    ...(onHostLine ? { onLine: onHostLine } : {}),
  });
}

/** The address of the emulator's default project, known before the emulator has started. */
const projectEndpoint = ({ foundry }: PlatformPorts): string => `https://localhost:${foundry}/api/projects/local`;
