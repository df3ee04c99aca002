import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { ReloadResult } from './app/function-app.ts';
import type { LogEntry } from './core/log.ts';
import { startHost } from './host.ts';
import type { InvocationRecord } from './invocation/invocation-record.ts';

export type { InvocationRecord, LogEntry, ReloadResult };

export interface CreateHostOptions {
  /** Folder of the app: host.json, and package.json with `main`. */
  readonly app: string;
  /** Port on 127.0.0.1. Default 0: a free port. */
  readonly port?: number;
  /** Connection string of the app's storage, for queues and timers (the setting `AzureWebJobsStorage`). */
  readonly storage?: string;
  /** Folder for the host's own state. Default: a temporary folder that `close` removes. */
  readonly state?: string;
  /** Settings of the app beside local.settings.json and the environment of this process. */
  readonly env?: Readonly<Record<string, string>>;
  /** Require function keys, as on Azure. Default false. */
  readonly enforceKeys?: boolean;
  /** Host names beside loopback under which requests are accepted. */
  readonly allowedHosts?: readonly string[];
  /** Port of the worker's inspector, for debuggers. */
  readonly inspectorPort?: number;
  /** Receives log entries. Default: nothing is logged. */
  readonly onLog?: (entry: LogEntry) => void;
  /** Called at the end of each invocation. */
  readonly onInvocation?: (record: InvocationRecord) => void;
}

export interface Host {
  readonly urls: {
    /** `http://127.0.0.1:7071` */
    readonly host: string;
    /** Root of the HTTP functions, with host.json's route prefix: `http://127.0.0.1:7071/api`. */
    readonly api: string;
    /** The host's own API. */
    readonly admin: string;
  };
  /** Names of the functions that are served. */
  readonly functions: readonly string[];
  /** Functions that cannot be served, with the reasons. */
  readonly refused: readonly { readonly name: string; readonly errors: readonly string[] }[];
  /** Key for calls of the host's own API (header `x-functions-key`). */
  readonly masterKey: string;
  /** Loads the app again in a new worker, without losing a call. */
  reload(): Promise<ReloadResult>;
  /** Takes no new work, waits for what runs, ends the worker. */
  close(): Promise<void>;
}

/**
 * Starts a Functions host on an app, for instance in a test.
 *
 * @example
 * ```ts
 * const host = await createHost({ app: './my-app' });
 * const response = await fetch(`${host.urls.api}/hello`);
 * await host.close();
 * ```
 * @returns the host, when its functions can be called
 * @throws SetupError with the cause and the remedy, for instance when the app cannot be loaded or the port is in use
 */
export async function createHost(options: CreateHostOptions): Promise<Host> {
  const { port = 0, storage, env = {}, enforceKeys = false, onLog = () => {} } = options;
  const state = options.state ?? mkdtempSync(path.join(os.tmpdir(), 'functions-host-'));
  const removeState = () => {
    if (options.state === undefined) rmSync(state, { recursive: true, force: true });
  };
  const environment = { ...process.env, ...env, ...(storage === undefined ? {} : { AzureWebJobsStorage: storage }) };
  try {
    const { allowedHosts, inspectorPort, onInvocation } = options;
    const app = path.resolve(options.app);
    const running = await startHost(
      { app, port, state, enforceKeys, logFormat: 'json', allowedHosts, inspectorPort, onLog, onInvocation },
      environment,
    );
    const prefix = running.http.routePrefix;
    return {
      urls: {
        host: running.url,
        api: prefix === '' ? running.url : `${running.url}/${prefix}`,
        admin: `${running.url}/admin`,
      },
      get functions() {
        return running.functions.entries
          .filter(({ listener, disabled }) => listener && !disabled)
          .map(({ fn }) => fn.name);
      },
      get refused() {
        return running.functions.entries
          .filter(({ listener }) => !listener)
          .map(({ fn, errors }) => ({ name: fn.name, errors }));
      },
      masterKey: running.masterKey,
      reload: () => running.reload(),
      close: async () => {
        await running.stop();
        removeState();
      },
    };
  } catch (error) {
    removeState();
    throw error;
  }
}
