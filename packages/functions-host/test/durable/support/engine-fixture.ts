import type { HostClock } from '../../../src/clock/host-clock.ts';
import { TestClock } from '../../../src/clock/test-clock.ts';
import { makeLog } from '../../../src/core/log.ts';
import { type DurableSettings, readDurableSettings } from '../../../src/durable/context/durable-settings.ts';
import { DurableClient } from '../../../src/durable/engine/durable-client.ts';
import { Engine } from '../../../src/durable/engine/engine.ts';
import type { DurableStore, Instance } from '../../../src/durable/store/durable-store.ts';
import { IN_MEMORY, openSqliteStore } from '../../../src/durable/store/sqlite-store.ts';
import { makeSettings } from '../../../src/settings/settings.ts';
import type { InProcessApp } from './in-process-app.ts';

/** Noon of some day. The clock stands still unless a test advances it. */
export const START = Date.parse('2030-01-01T12:00:00Z');
const standing: HostClock = { now: () => START, at: () => () => {} };

const HOST_JSON = { version: '2.0', functionTimeout: 0, logging: { logLevel: {} }, extensions: {} } as const;

/** An engine on a store in memory, whose host may crash and come back. */
export class EngineFixture {
  readonly clock = new TestClock(undefined, standing);
  readonly warnings: string[] = [];
  readonly #app: InProcessApp;
  readonly #settings: DurableSettings;
  readonly #store: DurableStore = openSqliteStore(IN_MEMORY);
  #plug: Plug | undefined;
  #engine: Engine | undefined;

  constructor(app: InProcessApp, settings: Partial<DurableSettings> = {}) {
    this.#app = app;
    const defaults = readDurableSettings(HOST_JSON, makeSettings({}, {}));
    this.#settings = { ...defaults, ...settings };
    this.clock.join(async () => this.#engine?.idle());
    this.startHost();
  }

  /** `crashAt`: the transaction at which the process dies, counted from now; nothing of it is kept. */
  startHost(crashAt = Number.POSITIVE_INFINITY): void {
    this.#plug = new Plug(this.#store, crashAt);
    const log = makeLog({ default: 'Warning' }, ({ message }) => this.warnings.push(message));
    this.#engine = new Engine({
      store: this.#plug.store,
      clock: this.clock,
      settings: this.#settings,
      log,
      functions: this.#app.functions,
      invoke: (fn, invocation) => this.#app.invoke(fn, invocation),
    });
    try {
      this.#engine.start();
    } catch (error) {
      if (!this.hasCrashed) throw error;
    }
  }

  /** Calls of clients, during which the process does not die: their callers would not know whether to call again. */
  send(call: (client: DurableClient) => void): void {
    this.#plug?.shield(() => call(this.client));
  }

  /** Nothing of what the process still does reaches the store. */
  crash(): void {
    this.#plug?.pull();
    this.#engine = undefined;
  }

  get hasCrashed(): boolean {
    return this.#plug?.isPulled ?? true;
  }

  get client(): DurableClient {
    return new DurableClient(this.engine);
  }

  get engine(): Engine {
    if (!this.#engine) throw new Error('The host of this world is down.');
    return this.#engine;
  }

  get store(): DurableStore {
    return this.#store;
  }

  instance(id: string): Instance | undefined {
    return this.#store.instance(id);
  }

  /** Starts an orchestration and lets everything happen that can without time passing. */
  async run(name: string, input?: unknown, instanceId = name): Promise<Instance | undefined> {
    this.client.start({ name, instanceId, input: input === undefined ? null : JSON.stringify(input) });
    await this.engine.idle();
    return this.instance(instanceId);
  }

  async close(): Promise<void> {
    await this.#engine?.stop();
    this.#store.close();
  }
}

/** A store that stops being one: what a dead process still tries has no effect. */
class Plug {
  readonly store: DurableStore;
  isPulled = false;
  #left: number;
  #shielded = false;

  constructor(store: DurableStore, crashAt: number) {
    this.#left = crashAt;
    const transaction = <T>(work: () => T): T =>
      store.transaction(() => {
        const result = work();
        if (this.#shielded || --this.#left > 0) return result;
        this.pull();
        throw new Error('The process has died before it could commit.');
      });
    const alive: DurableStore = { ...store, transaction };
    this.store = new Proxy(alive, { get: (_, name, self) => Reflect.get(this.isPulled ? nothing : alive, name, self) });
  }

  pull(): void {
    this.isPulled = true;
  }

  shield(work: () => void): void {
    this.#shielded = true;
    work();
    this.#shielded = false;
  }
}

const nothing: DurableStore = {
  transaction: () => [] as never,
  instance: () => undefined,
  saveInstance: () => {},
  deleteInstance: () => {},
  instances: () => [],
  history: () => [],
  writeHistory: () => {},
  addMessage: () => {},
  messages: () => [],
  removeMessages: () => {},
  dropMessagesFor: () => {},
  postponeMessages: () => {},
  instancesDue: () => [],
  nextMessageAfter: () => undefined,
  addTask: () => {},
  takeTasks: () => [],
  lockTask: () => {},
  unlockTasks: () => {},
  removeTask: () => {},
  nextTaskAfter: () => undefined,
  close: () => {},
};
