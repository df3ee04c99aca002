import { messageOf } from '../../../../shared/core/errors.ts';
import { SetupError } from '../../../../shared/core/setup-error.ts';
import type { Log } from '../core/log.ts';
import type { AppFunction, HostExtension, Listener } from '../extension/extension.ts';
import type { Settings } from '../settings/settings.ts';
import { type AppWorker, startAppWorker } from '../worker/app-worker.ts';
import type { WorkerOptions } from '../worker/worker-process.ts';
import { type FunctionEntry, type FunctionTable, indexFunctions, logRejectedFunctions } from './function-table.ts';

/** The result of loading a new version of the app. */
export type ReloadResult =
  | {
      readonly outcome: 'reloaded';
      /** Names of the functions that are served. */
      readonly functions: readonly string[];
      /** Functions that cannot be served, with the reasons. */
      readonly refused: readonly { readonly name: string; readonly errors: readonly string[] }[];
      /** Invocations that still run in the previous version. */
      readonly draining: number;
      readonly milliseconds: number;
    }
  | {
      /** The new version cannot be loaded: the previous one keeps serving. */
      readonly outcome: 'kept';
      readonly problem: string;
      readonly milliseconds: number;
    };

/** The result of loading a new version of the app without serving it. */
export type PrepareResult =
  | { readonly outcome: 'prepared'; readonly milliseconds: number }
  /** The new version cannot be loaded. */
  | { readonly outcome: 'kept'; readonly problem: string; readonly milliseconds: number };

export interface FunctionAppOptions {
  readonly worker: WorkerOptions;
  readonly settings: Settings;
  /** True when host.json names an extension bundle: the real host words an unknown binding type after it. */
  readonly hasExtensionBundle: boolean;
  readonly log: Log;
  readonly onLost: (problem: string) => void;
}

/** A loaded version of the app: its worker, its functions, and the invocations that run in it. */
interface Version {
  readonly worker: AppWorker;
  readonly functions: FunctionTable;
  inFlight: number;
  /** Called when the last invocation has ended. */
  onIdle: () => void;
}

/** The app in its worker process. It can be loaded again while it serves: the previous version finishes what it runs. */
export class FunctionApp {
  readonly #options: FunctionAppOptions;
  #extensions: readonly HostExtension[] = [];
  #extensionFor: (bindingType: string) => HostExtension | undefined = () => undefined;
  readonly #versions = new WeakMap<AppFunction, Version>();
  readonly #draining = new Set<Promise<void>>();
  #current: Version | undefined;
  /** Has loaded the app's files and serves nothing yet. */
  #prepared: AppWorker | undefined;
  #inFlight = 0;
  #started = false;
  #stopping = false;
  #reloading: Promise<unknown> = Promise.resolve();

  constructor(options: FunctionAppOptions) {
    this.#options = options;
  }

  /**
   * Loads the app and indexes its functions. Nothing runs yet.
   * @throws SetupError when the app cannot be loaded
   */
  async load(
    extensions: readonly HostExtension[],
    extensionFor: (bindingType: string) => HostExtension | undefined,
  ): Promise<void> {
    this.#extensions = extensions;
    this.#extensionFor = extensionFor;
    const worker = await this.#startWorker(this.#options.worker.inspectorPort !== undefined);
    try {
      const version = this.#index(worker);
      this.#activate(version);
    } catch (error) {
      await worker.stop();
      throw error;
    }
  }

  get functions(): FunctionTable {
    return this.#current?.functions ?? { entries: [], hostErrors: [] };
  }

  /** False while a declaration stops the whole app. */
  get isRunning(): boolean {
    return this.#started;
  }

  /** Starts the extensions, then the listeners of every function that is neither refused nor disabled. */
  async start(): Promise<void> {
    if (this.functions.hostErrors.length > 0) return;
    try {
      await Promise.all(this.#extensions.map((extension) => extension.start?.()));
      this.#started = true;
      await Promise.all(listenersOf(this.functions).map((listener) => listener.start()));
    } catch (error) {
      await this.stop();
      throw error;
    }
  }

  /** Takes no new work and resolves when what runs has ended. The worker stays for the requests under way. */
  async stopTriggers(): Promise<void> {
    this.#stopping = true;
    await this.#reloading.catch(() => {});
    await this.#discard();
    if (this.#started) {
      await Promise.all(listenersOf(this.functions).map((listener) => listener.stop()));
      await Promise.all(this.#extensions.map((extension) => extension.stop?.()));
    }
    await Promise.all(this.#draining);
  }

  async stop(): Promise<void> {
    await this.stopTriggers();
    await this.#current?.worker.stop();
  }

  /**
   * Returns the worker of the version that a function was indexed in, so that an invocation ends in the version in
   * which it began. Call `release` when the invocation has ended.
   */
  acquire(fn: AppFunction): { worker: AppWorker; release(): void } {
    const version = this.#versions.get(fn) ?? this.#current;
    if (!version) throw new Error(`The app is not loaded, so ${fn.name} cannot run.`);
    version.inFlight++;
    this.#inFlight++;
    return {
      worker: version.worker,
      release: () => {
        version.inFlight--;
        this.#inFlight--;
        if (version.inFlight === 0) version.onIdle();
      },
    };
  }

  /** Invocations that are not answered yet, those of previous versions included. */
  get inFlight(): number {
    return this.#inFlight;
  }

  /** URL of the server for streamed requests of the version that a function belongs to. */
  async httpUri(fn: AppFunction): Promise<string | undefined> {
    return (this.#versions.get(fn) ?? this.#current)?.worker.httpUri();
  }

  /**
   * Loads the app's files again in a new worker. The previous worker serves until the new one has loaded the app. A prepared worker is used
   * as it is.
   */
  reload(): Promise<ReloadResult> {
    return this.#inTurn(() => this.#reload());
  }

  /** Loads the app's files in a new worker that serves nothing until {@link reload}. It replaces one that was prepared before. */
  prepare(): Promise<PrepareResult> {
    return this.#inTurn(() => this.#prepare());
  }

  /** Ends a prepared worker. */
  discard(): Promise<void> {
    return this.#inTurn(() => this.#discard());
  }

  /** Runs one operation on the version at a time. */
  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#reloading.catch(() => {}).then(work);
    this.#reloading = result;
    return result;
  }

  async #discard(): Promise<void> {
    const worker = this.#prepared;
    this.#prepared = undefined;
    await worker?.stop();
  }

  async #prepare(): Promise<PrepareResult> {
    await this.#discard();
    const began = performance.now();
    const milliseconds = () => Math.round(performance.now() - began);
    const kept = (problem: string): PrepareResult => {
      this.#options.log.error(`The app was not reloaded; the previous version keeps serving. ${problem}`);
      return { outcome: 'kept', problem, milliseconds: milliseconds() };
    };
    if (this.#stopping) return kept('The host is stopping.');
    try {
      this.#prepared = await this.#startWorker(false);
      return { outcome: 'prepared', milliseconds: milliseconds() };
    } catch (error) {
      if (error instanceof SetupError) return kept(error.message);
      throw error;
    }
  }

  async #reload(): Promise<ReloadResult> {
    const { log } = this.#options;
    const began = performance.now();
    const milliseconds = () => Math.round(performance.now() - began);
    const kept = (problem: string): ReloadResult => {
      log.error(`The app was not reloaded; the previous version keeps serving. ${problem}`);
      return { outcome: 'kept', problem, milliseconds: milliseconds() };
    };
    if (this.#prepared === undefined) {
      const prepared = await this.#prepare();
      if (prepared.outcome === 'kept') return prepared;
    }
    const worker = this.#prepared;
    this.#prepared = undefined;
    if (worker === undefined) return kept('The host is stopping.');
    let version: Version;
    try {
      version = this.#index(worker);
    } catch (error) {
      await worker.stop();
      return kept(messageOf(error));
    }
    const { entries, hostErrors } = version.functions;
    if (hostErrors.length > 0) {
      await worker.stop();
      return kept(hostErrors.join(' '));
    }
    const previous = this.#current;
    this.#activate(version);
    if (previous) await previous.worker.closeInspector();
    await worker.openInspector();
    if (this.#started) await this.#handOver(previous?.functions, version.functions);
    else await this.start();
    const draining = previous?.inFlight ?? 0;
    if (previous) this.#drain(previous);
    log.information(`Reloaded the app in ${milliseconds()} ms; ${draining} invocation(s) end in the previous version.`);
    return {
      outcome: 'reloaded',
      functions: entries.filter(isServed).map(({ fn }) => fn.name),
      refused: entries.filter(({ listener }) => !listener).map(({ fn, errors }) => ({ name: fn.name, errors })),
      draining,
      milliseconds: milliseconds(),
    };
  }

  /** Starts each new listener after the previous one of the same function takes no new work. */
  async #handOver(before: FunctionTable | undefined, after: FunctionTable): Promise<void> {
    const previous = new Map(before?.entries.map((entry) => [entry.fn.name, entry]));
    const starts = after.entries.filter(isServed).map(async ({ fn, listener }) => {
      const old = previous.get(fn.name);
      if (old?.listener && isServed(old)) {
        const stopped = this.#track(old.listener.stop());
        if (listener?.startsAfterPrevious) {
          // The occurrence under way may take long; nothing else waits for it.
          void this.#track(stopped.then(() => (this.#stopping ? undefined : listener.start())));
          return;
        }
      }
      await listener?.start();
    });
    const names = new Set(after.entries.filter(isServed).map(({ fn }) => fn.name));
    for (const entry of before?.entries ?? []) {
      if (isServed(entry) && !names.has(entry.fn.name) && entry.listener) void this.#track(entry.listener.stop());
    }
    await Promise.all(starts);
  }

  /** Stops the worker of a replaced version when its last invocation has ended. */
  #drain(version: Version): void {
    const idle = new Promise<void>((resolve) => {
      if (version.inFlight === 0) resolve();
      else version.onIdle = resolve;
    });
    const listeners = [...this.#draining];
    void this.#track(
      Promise.all([idle, ...listeners]).then(async () => {
        await version.worker.stop();
      }),
    );
  }

  #track(work: Promise<void>): Promise<void> {
    const tracked: Promise<void> = work
      .catch((error) =>
        this.#options.log.error(`The previous version of the app did not end well: ${messageOf(error)}`),
      )
      .finally(() => this.#draining.delete(tracked));
    this.#draining.add(tracked);
    return tracked;
  }

  #startWorker(inspectAtStart: boolean): Promise<AppWorker> {
    return startAppWorker({ ...this.#options.worker, inspectAtStart }, this.#options.onLost);
  }

  #index(worker: AppWorker): Version {
    for (const extension of this.#extensions) extension.beginIndexing?.();
    const functions = indexFunctions(
      worker.functions,
      this.#extensionFor,
      this.#options.settings,
      this.#options.hasExtensionBundle,
    );
    logRejectedFunctions(this.#options.log.for('Host.Startup'), functions);
    const version: Version = { worker, functions, inFlight: 0, onIdle: () => {} };
    for (const { fn } of functions.entries) this.#versions.set(fn, version);
    return version;
  }

  #activate(version: Version): void {
    this.#current = version;
    for (const extension of this.#extensions) extension.activate?.();
  }
}

function isServed({ listener, disabled }: FunctionEntry): boolean {
  return listener !== undefined && !disabled;
}

function listenersOf({ entries }: FunctionTable): Listener[] {
  return entries.flatMap((entry) => (entry.listener && isServed(entry) ? [entry.listener] : []));
}
