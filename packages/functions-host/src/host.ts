import { mkdirSync } from 'node:fs';
import { makeAdmin } from './admin/admin.ts';
import { clockOperations } from './admin/clock-operations.ts';
import { functionOperations } from './admin/function-operations.ts';
import { hostOperations } from './admin/host-operations.ts';
import { keyOperations } from './admin/key-operations.ts';
import { reloadOperations } from './admin/reload-operations.ts';
import { FunctionApp, type PrepareResult, type ReloadResult } from './app/function-app.ts';
import type { FunctionTable } from './app/function-table.ts';
import { hostId } from './app/host-id.ts';
import { makeClock } from './clock/make-clock.ts';
import { makeLog } from './core/log.ts';
import { logWriter } from './core/write-log.ts';
import type { AppFunction, HostExtension } from './extension/extension.ts';
import { makeExtensions } from './extensions.ts';
import { type HttpExtension, makeHttpExtension } from './http/http-extension.ts';
import { makeInvoke } from './invocation/executor.ts';
import { makeAccess } from './keys/access.ts';
import { environmentKeys, withoutKeys } from './keys/environment-keys.ts';
import { KeyStore } from './keys/key-store.ts';
import type { HostOptions } from './options.ts';
import { type RouterOptions, requestRouter } from './request-router.ts';
import { requestGuard } from './server/request-guard.ts';
import { startServer } from './server/server.ts';
import { readHostJson } from './settings/host-json.ts';
import { readLocalSettings } from './settings/local-settings.ts';
import { makeSettings } from './settings/settings.ts';

export interface RunningHost {
  readonly url: string;
  /** The functions of the version that is served. */
  readonly functions: FunctionTable;
  readonly http: HttpExtension;
  /** The master key, for calls of the host's own API. */
  readonly masterKey: string;
  /** Resolves with the reason when the app's worker has ended and cannot be restarted. */
  readonly lost: Promise<string>;
  /** Loads the app again in a new worker, without losing a call. */
  reload(): Promise<ReloadResult>;
  /** Loads the app in a new worker that serves nothing until `reload`. */
  prepare(): Promise<PrepareResult>;
  /** Ends a prepared worker. */
  discard(): Promise<void>;
  /** Takes no new work, waits for what runs, ends the worker. */
  stop(): Promise<void>;
}

/**
 * Runs an app: starts its worker, listens for its triggers, serves HTTP on loopback.
 * @throws SetupError with the cause and the remedy; nothing is left running then
 */
export async function startHost(
  options: HostOptions,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): Promise<RunningHost> {
  const { app: folder, state } = options;
  const local = readLocalSettings(folder);
  const settings = makeSettings(local.values, environment);
  const hostJson = readHostJson(folder, settings.environment);
  const log = makeLog(hostJson.logging.logLevel, options.onLog ?? logWriter(options.logFormat));
  mkdirSync(state, { recursive: true, mode: 0o700 });
  const keys = new KeyStore(state, environmentKeys(settings));
  const access = makeAccess(keys, options.enforceKeys);
  const clock = makeClock(settings, state);
  if (options.enforceKeys) log.information(`Callers need a key. The keys are in ${keys.open()}.`);

  // The port is opened first: it may be in use, and the app learns its URL while it loads. Requests wait until all is ready.
  const ready = Promise.withResolvers<RouterOptions>();
  const server = await startServer(requestRouter(ready.promise), options.port);
  const lost = Promise.withResolvers<string>();
  const worker = {
    app: folder,
    log,
    environment: { WEBSITE_HOSTNAME: new URL(server.url).host, ...withoutKeys(settings.environment) },
    nodeArguments: (settings.get('languageWorkers__node__arguments') ?? '').split(/\s+/).filter(Boolean),
    inspectorPort: options.inspectorPort,
    clock,
  };
  const app = new FunctionApp({
    worker,
    settings,
    hasExtensionBundle: hostJson.extensionBundle !== undefined,
    log,
    onLost: lost.resolve,
  });
  try {
    let extensionFor: (bindingType: string) => HostExtension | undefined = () => undefined;
    const invoke = makeInvoke({
      acquire: (fn: AppFunction) => app.acquire(fn),
      log,
      functionTimeout: hostJson.functionTimeout,
      traced: /^openTelemetry$/i.test(hostJson.telemetryMode ?? ''),
      extensionFor: (type) => extensionFor(type),
      onInvocation: options.onInvocation,
    });
    const id = hostId(folder, settings.get('AzureFunctionsWebHost__hostid'));
    const webhookUrl = (extension: string) =>
      `${server.url}/runtime/webhooks/${extension}?code=${encodeURIComponent(keys.system(`${extension}_extension`))}`;
    const services = { invoke, settings, hostJson, log, state, hostId: id, clock, webhookUrl };
    const http = makeHttpExtension(services, access, (fn) => app.httpUri(fn));
    const made = makeExtensions(services, http);
    extensionFor = made.extensionFor;
    await app.load(made.extensions, made.extensionFor);
    await app.start();
    const functions = () => app.functions;
    const admin = makeAdmin(
      [
        ...hostOperations({
          hostId: id,
          hostJson,
          extensions: made.extensions,
          functions,
          inFlight: () => app.inFlight,
        }),
        ...functionOperations({ functions, http, log }),
        ...keyOperations(keys, functions),
        ...clockOperations(clock),
        ...reloadOperations(app),
      ],
      access,
      () => app.isRunning,
    );
    ready.resolve({
      http,
      admin,
      access,
      extensions: made.extensions,
      guard: requestGuard({ allowedHosts: options.allowedHosts ?? [], allowedOrigins: local.allowedOrigins }),
      log,
      isRunning: () => app.isRunning,
      showHomePage: !/^true$/i.test(settings.get('AzureWebJobsDisableHomepage') ?? ''),
    });
    return {
      url: server.url,
      get functions() {
        return app.functions;
      },
      http,
      get masterKey() {
        return keys.master;
      },
      lost: lost.promise,
      reload: () => app.reload(),
      prepare: () => app.prepare(),
      discard: () => app.discard(),
      stop: async () => {
        // Functions that still run may call the host's own API, so the server closes after the triggers.
        await app.stopTriggers();
        await server.stop();
        await app.stop();
      },
    };
  } catch (error) {
    ready.reject(error);
    await app.stop();
    await server.stop();
    throw error;
  }
}
