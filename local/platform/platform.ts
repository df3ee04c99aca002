import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { RESPONSES_QUEUE } from '../../shared/evaluations/responses/response-messages.ts';
import { placesOf } from '../../shared/ingestion/sources/source-map.ts';
import { buildApp } from '../build/build-app.ts';
import { type RunningAzurite, startAzurite } from './azurite.ts';
import { watchBlobs } from './blob-watcher.ts';
import { type RunningService, startService } from './service.ts';
import type { PlatformSettings } from './settings.ts';

const root = path.resolve(import.meta.dirname, '../..');

/** Where everything is; also written to `endpoints.json` in the state folder. */
export interface Endpoints {
  readonly functions: string;
  readonly foundryProject: string;
  readonly azureOpenAI: string;
  /** Path of the certificate to trust, PEM. */
  readonly certificate: string;
  /** Connection string of Azurite. */
  readonly storage: string;
}

export interface PlatformOptions extends PlatformSettings {
  /** Keep nothing on disk but logs and the certificate: for tests. */
  readonly inMemory?: boolean;
  /** Whether what happens to blobs is told to the app, as Event Grid would; it is unless this says false. */
  readonly watchBlobs?: boolean;
  /** Folder of the app that the host runs; without it the one of this repository, which is built first. */
  readonly app?: string;
  /** Added to the environment of the Functions host. */
  readonly hostEnv?: Readonly<Record<string, string>>;
  /** Added to the environment of the emulator. */
  readonly foundryEnv?: Readonly<Record<string, string>>;
}

export interface Platform {
  readonly endpoints: Endpoints;
  readonly host: RunningService;
  readonly foundry: RunningService;
  /** Resolves with a sentence when one of the servers ends by itself. */
  readonly failed: Promise<string>;
  /** Starts the host again after it was stopped or killed. */
  restartHost(): Promise<RunningService>;
  /** Starts one more host beside it, on a port and a folder of its own and the same storage, as Azure does under load. */
  anotherHost(env?: Readonly<Record<string, string>>): Promise<RunningService>;
  stop(): Promise<void>;
}

/** Starts Azurite, the emulator and the Functions host with the built app. @throws SetupError; nothing is left running then */
export async function startPlatform(options: PlatformOptions): Promise<Platform> {
  const { state, ports } = options;
  const logs = path.join(state, 'logs');
  const data = path.join(state, 'azurite');
  for (const folder of [logs, data]) mkdirSync(folder, { recursive: true });

  const stops: (() => Promise<void>)[] = [];
  const stop = async () => {
    for (const end of stops.splice(0).reverse()) await end();
  };
  try {
    const [azurite, app] = await Promise.all([
      startAzurite({ ports, ...(options.inMemory ? {} : { location: data }) }).then((running) => {
        stops.push(running.stop);
        return running;
      }),
      options.app ?? buildApp(root),
    ]);
    const foundry = await startFoundry(options, azurite, logs);
    stops.push(foundry.stop);
    const project = `${foundry.ready.foundryProject}`;
    const certificate = `${foundry.ready.certificate}`;
    let host = await startHost(options, app, azurite, { project, certificate }, logs);
    stops.push(() => host.stop());
    if (options.watchBlobs !== false) stops.push(await startWatcher(options, azurite));

    const endpoints: Endpoints = {
      functions: `${host.ready.url}`,
      foundryProject: project,
      azureOpenAI: `${foundry.ready.azureOpenAI}`,
      certificate,
      storage: azurite.connectionString,
    };
    writeFileSync(path.join(state, 'endpoints.json'), `${JSON.stringify(endpoints, null, 2)}\n`);
    return {
      endpoints,
      get host() {
        return host;
      },
      foundry,
      failed: Promise.race([
        foundry.ended.then((how) => `The emulator ended by itself (${how}); its log is ${logs}/foundry.log.`),
        host.ended.then((how) => `The Functions host ended by itself (${how}); its log is ${logs}/host.log.`),
      ]),
      restartHost: async () => {
        // The port it had, so that whoever talks to it finds it again.
        const port = Number(new URL(endpoints.functions).port);
        const again = { ...options, ports: { ...ports, functions: port } };
        host = await startHost(again, app, azurite, { project, certificate }, logs);
        return host;
      },
      anotherHost: async (env = {}) => {
        // It comes and goes, and remembers nothing.
        const folder = mkdtempSync(path.join(state, 'host-'));
        const hostEnv = { ...options.hostEnv, ...env };
        const own = { ...options, hostEnv, state: folder, ports: { ...ports, functions: 0 } };
        const another = await startHost(own, app, azurite, { project, certificate }, logs);
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
    await stop();
    throw error;
  }
}

/** The config is read only now: a mistake there is to be told like any other. */
async function startWatcher({ state, inMemory }: PlatformOptions, azurite: RunningAzurite) {
  const { default: config } = await import('../../foundry.config.ts');
  const containers = new Set(config.ingestion.flatMap(placesOf).map(({ container }) => container));
  return watchBlobs({
    storage: azurite.connectionString,
    blobEndpoint: azurite.endpoints.blob,
    containers: [...containers],
    ...(inMemory ? {} : { memory: path.join(state, 'blobs-seen.json') }),
  });
}

async function startFoundry(
  { state, ports, inMemory, foundryEnv }: PlatformOptions,
  azurite: RunningAzurite,
  logs: string,
) {
  const folder = path.join(state, 'foundry');
  const { default: config } = await import('../../foundry.config.ts');
  const listens = config.evaluations.rules.some(({ by }) => by === 'backend');
  const responses = listens ? { FOUNDRY_RESPONSES_QUEUE: RESPONSES_QUEUE } : {};
  return startService({
    name: 'The emulator',
    script: path.join(root, 'packages/foundry-emulator/src/main.mjs'),
    args: [
      '--port',
      `${ports.foundry}`,
      '--state',
      folder,
      '--log-format',
      'json',
      ...(inMemory ? ['--in-memory'] : []),
    ],
    env: { ...process.env, FOUNDRY_STORAGE_CONNECTION: azurite.connectionString, ...responses, ...foundryEnv },
    logFile: path.join(logs, 'foundry.log'),
  });
}

function startHost(
  { state, ports, hostEnv }: PlatformOptions,
  app: string,
  azurite: RunningAzurite,
  foundry: { project: string; certificate: string },
  logs: string,
) {
  return startService({
    name: 'The Functions host',
    script: path.join(root, 'packages/functions-host/src/main.ts'),
    args: ['--app', app, '--port', `${ports.functions}`, '--state', path.join(state, 'host'), '--log-format', 'json'],
    env: {
      ...process.env,
      AzureWebJobsStorage: azurite.connectionString,
      DATA_STORAGE: azurite.connectionString,
      FOUNDRY_PROJECT_ENDPOINT: foundry.project,
      NODE_EXTRA_CA_CERTS: foundry.certificate,
      // After a crash Azure waits five minutes before it goes on with an activity; whoever develops does not want to.
      LOCAL_HOST_DURABLE_RESUME_AT_ONCE: 'true',
      // host.json chooses two seconds, for what polling costs on Azure; here it costs nothing, and somebody sits and waits.
      AzureFunctionsJobHost__extensions__queues__maxPollingInterval: '00:00:00.500',
      // In the environment Development the Functions host takes two seconds all the same.
      AZURE_FUNCTIONS_ENVIRONMENT: 'Local',
      // One person and their tests: what is a flood on Azure is a busy minute here.
      HTTP_CALLS_PER_MINUTE: '60000',
      // Node makes room by what the machine has: on a large one it lets hundreds of megabytes of rubbish lie before it looks.
      languageWorkers__node__arguments: '--max-semi-space-size=4 --heap-growing-percent=50',
      // Jobs of the emulator last moments, not hours.
      JOB_SHORTEST_WAIT: 'PT1S',
      ...hostEnv,
    },
    logFile: path.join(logs, 'host.log'),
  });
}
