import { mkdirSync } from 'node:fs';
import { makeAdmin } from './admin/admin.ts';
import { clockOperations } from './admin/clock-operations.ts';
import { functionOperations } from './admin/function-operations.ts';
import { hostOperations } from './admin/host-operations.ts';
import { keyOperations } from './admin/key-operations.ts';
import { makeClock } from './clock/make-clock.ts';
import { makeLog } from './core/log.ts';
import { logWriter } from './core/write-log.ts';
import { type FunctionTable, indexFunctions, logRefusals } from './extension/function-table.ts';
import { makeExtensions } from './extensions.ts';
import { hostId } from './host-id.ts';
import { type HttpExtension, makeHttpExtension } from './http/http-extension.ts';
import { makeInvoke } from './invocation/executor.ts';
import { makeAccess } from './keys/access.ts';
import { givenKeys, withoutKeys } from './keys/environment-keys.ts';
import { KeyStore } from './keys/key-store.ts';
import type { HostOptions } from './options.ts';
import { type FrontDoorOptions, frontDoor } from './request-router.ts';
import { startServer } from './server/server.ts';
import { readHostJson } from './settings/host-json.ts';
import { readLocalSettings } from './settings/local-settings.ts';
import { makeSettings } from './settings/settings.ts';
import { startTriggers } from './start-triggers.ts';
import { startAppWorker } from './worker/app-worker.ts';

export interface RunningHost {
  readonly url: string;
  readonly functions: FunctionTable;
  readonly http: HttpExtension;
  /** Resolves with the reason when the app's worker is lost and cannot be brought back. */
  readonly lost: Promise<string>;
  /** Takes no new work, waits for what runs, ends the worker. */
  stop(): Promise<void>;
}

/**
 * Runs an app: starts its worker, listens for its triggers, serves HTTP on loopback.
 * @throws SetupError in words for the developer when it cannot; nothing is left running then
 */
export async function startHost(
  options: HostOptions,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): Promise<RunningHost> {
  const { app, state } = options;
  const settings = makeSettings(readLocalSettings(app), environment);
  const hostJson = readHostJson(app, settings.environment);
  const log = makeLog(hostJson.logging.logLevel, logWriter(options.logFormat));
  mkdirSync(state, { recursive: true });
  const keys = new KeyStore(state, givenKeys(settings));
  const access = makeAccess(keys, options.enforceKeys);
  const clock = makeClock(settings, state);
  if (options.enforceKeys) log.information(`Callers need a key. The keys are in ${keys.open()}.`);

  // The port comes first: it may be taken, and the app is told where it is reached. Requests wait until all is ready.
  const ready = Promise.withResolvers<FrontDoorOptions>();
  const server = await startServer(frontDoor(ready.promise), options.port);
  const lost = Promise.withResolvers<string>();
  const cleanUp: (() => Promise<void>)[] = [() => server.stop()];
  try {
    const appEnvironment = { WEBSITE_HOSTNAME: new URL(server.url).host, ...withoutKeys(settings.environment) };
    const nodeArguments = (settings.get('languageWorkers__node__arguments') ?? '').split(/\s+/).filter(Boolean);
    const worker = await startAppWorker({ app, log, environment: appEnvironment, nodeArguments, clock }, lost.resolve);
    cleanUp.push(() => worker.stop());
    const invoke = makeInvoke({
      worker,
      log,
      functionTimeout: hostJson.functionTimeout,
      traced: /^openTelemetry$/i.test(hostJson.telemetryMode ?? ''),
      extensionFor: (type) => extensionFor(type),
    });
    const id = hostId(app, settings.get('AzureFunctionsWebHost__hostid'));
    const webhookUrl = (extension: string) =>
      `${server.url}/runtime/webhooks/${extension}?code=${encodeURIComponent(keys.system(`${extension}_extension`))}`;
    const services = { invoke, settings, hostJson, log, state, hostId: id, clock, webhookUrl };
    const http = makeHttpExtension(services, access, worker.httpUri);
    const { extensions, extensionFor } = makeExtensions(services, http);
    const functions = indexFunctions(worker.functions, extensionFor, settings);
    logRefusals(log.for('Host.Startup'), functions);
    const errors = functions.hostErrors;
    const triggers = errors.length === 0 ? await startTriggers(extensions, functions) : undefined;
    const admin = makeAdmin(
      [
        ...hostOperations({ hostId: id, hostJson, extensions, errors }),
        ...functionOperations({ functions, http, log }),
        ...keyOperations(keys, functions),
        ...clockOperations(clock),
      ],
      access,
      triggers !== undefined,
    );
    const showHomePage = !/^true$/i.test(settings.get('AzureWebJobsDisableHomepage') ?? '');
    ready.resolve({ http, admin, access, extensions, log, running: triggers !== undefined, showHomePage });
    return {
      url: server.url,
      functions,
      http,
      lost: lost.promise,
      stop: async () => {
        // What still runs may need the host's own API until it has ended.
        await triggers?.stop();
        await server.stop();
        await worker.stop();
      },
    };
  } catch (error) {
    ready.reject(error);
    for (const undo of cleanUp.reverse()) await undo();
    throw error;
  }
}
