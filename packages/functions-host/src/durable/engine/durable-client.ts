import { randomUUID } from 'node:crypto';
import type { TraceContext } from '../../worker/core-types.ts';
import { type EntityId, entityOf, schedulerId } from '../history/entity-id.ts';
import { REQUEST, requestText } from '../history/entity-message.ts';
import type { HistoryEvent, JsonText } from '../history/history-event.ts';
import {
  eventRaised,
  executionResumed,
  executionSuspended,
  executionTerminated,
  parentTrace,
  timestamp,
} from '../history/make-event.ts';
import type { Instance } from '../store/durable-store.ts';
import { NOW, startInstance } from '../store/outbox.ts';
import type { Engine } from './engine.ts';
import { isFinished } from './load-execution.ts';
import { rewind } from './rewind.ts';

/** The operation is not possible in the current state of the instance. */
export class WrongState extends Error {
  override readonly name = 'WrongState';
  readonly instance: Instance;

  constructor(message: string, instance: Instance) {
    super(message);
    this.instance = instance;
  }
}

export class NoSuchInstance extends Error {
  override readonly name = 'NoSuchInstance';

  constructor(id: string) {
    super(`No instance with ID '${id}' was found.`);
  }
}

export interface StartOptions {
  readonly name: string;
  /** Generated when absent. */
  readonly instanceId?: string | undefined;
  readonly input: JsonText | null;
  readonly version?: string | undefined;
  /** Trace of the new orchestration. */
  readonly trace?: TraceContext | undefined;
}

/** Source: `DurableClient.cs` of the Durable extension. */
const MAX_INSTANCE_ID_LENGTH = 256;
const INVALID_CHARACTER = /[/\\#?\p{Cc}]/u;

/** An argument that the client of the Durable extension does not accept. */
export class InvalidArgument extends Error {
  override readonly name = 'InvalidArgument';
}

/** @throws InvalidArgument in the words of the Durable extension */
function checkInstanceId(id: string): void {
  if (id.startsWith('@')) {
    throw new InvalidArgument("instanceId (Parameter 'Orchestration instance ids must not start with @.')");
  }
  if (INVALID_CHARACTER.test(id)) {
    throw new InvalidArgument(
      "instanceId (Parameter 'Orchestration instance ids must not contain /, \\, #, ?, or control characters.')",
    );
  }
  if (id.length > MAX_INSTANCE_ID_LENGTH) {
    throw new InvalidArgument(`Instance ID lengths must not exceed ${MAX_INSTANCE_ID_LENGTH} characters.`);
  }
}

/** Operations on orchestrations and entities. Each call is stored before it returns. */
export class DurableClient {
  readonly #engine: Engine;

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  get store() {
    return this.#engine.services.store;
  }

  /**
   * Starts an orchestration and returns its id.
   * @throws WrongState when an unfinished instance has this id and host.json does not allow replacing it
   */
  start({ name, instanceId = newInstanceId(), input, version: asked, trace }: StartOptions): string {
    checkInstanceId(instanceId);
    const { mayOverrideRunning, defaultVersion } = this.#engine.services.settings;
    const version = asked ?? defaultVersion;
    this.#commit(instanceId, (now) => {
      const before = this.store.instance(instanceId);
      if (before && !isFinished(before) && !mayOverrideRunning) {
        throw new WrongState(`An Orchestration instance with the status ${before.status} already exists.`, before);
      }
      const generation = before ? (before.generation ?? 0) + 1 : 0;
      const executionId = randomUUID();
      const begun = { instanceId, executionId, name, version, input, parent: null, generation };
      const start = { ...begun, trace: parentTrace(trace) };
      startInstance(this.store, start, now);
    });
    return instanceId;
  }

  /** @throws NoSuchInstance, WrongState for a finished instance */
  raiseEvent(instanceId: string, name: string, input: JsonText): void {
    this.#send(instanceId, (now) => eventRaised(name, input, now), 'raise an event for');
  }

  /** @throws NoSuchInstance, WrongState for a finished instance */
  terminate(instanceId: string, reason: string | null): void {
    this.#send(instanceId, (now) => executionTerminated(reason, now), 'terminate');
  }

  /** @throws NoSuchInstance, WrongState for a finished or suspended instance */
  suspend(instanceId: string, reason: string | null): void {
    this.#send(instanceId, (now) => executionSuspended(reason, now), 'suspend', ['Pending', 'Running']);
  }

  /** @throws NoSuchInstance, WrongState for an instance that is not suspended */
  resume(instanceId: string, reason: string | null): void {
    this.#send(instanceId, (now) => executionResumed(reason, now), 'resume', ['Suspended']);
  }

  /**
   * Removes failures from the history, sub-orchestrations included, so that the failed work runs again.
   * @throws NoSuchInstance, WrongState
   */
  rewind(instanceId: string, reason: string | null): void {
    const { clock } = this.#engine.services;
    const leaves = this.store.transaction(() => {
      const instance = this.#require(instanceId);
      if (instance.status !== 'Failed') {
        throw new WrongState(
          `This orchestration has status ${instance.status}, but only orchestrations in the "Failed" state can be rewound.`,
          instance,
        );
      }
      return rewind(this.store, instance, reason, clock.now());
    });
    this.#engine.committed(leaves);
  }

  /**
   * Starts the same orchestrator with the same input again and returns the id.
   * @throws NoSuchInstance, WrongState
   */
  restart(instanceId: string, withNewId: boolean): string {
    const { name, input } = this.#require(instanceId);
    return this.start({ name, input, instanceId: withNewId ? undefined : instanceId });
  }

  /** @throws NoSuchInstance, WrongState for an unfinished instance */
  purge(instanceId: string): void {
    const instance = this.#require(instanceId);
    if (!isFinished(instance) && !entityOf(instanceId)) {
      throw new WrongState(
        `Only orchestrations in a terminal state can be purged, but the orchestration with instance ID ${instanceId} has status ${instance.status}`,
        instance,
      );
    }
    this.store.transaction(() => this.store.deleteInstance(instanceId));
  }

  /** @throws InvalidArgument */
  signalEntity(entity: EntityId, operation: string, input: JsonText | null): void {
    if (INVALID_CHARACTER.test(entity.key)) {
      throw new InvalidArgument(
        "entityKey (Parameter 'Entity keys must not contain /, \\, #, ?, or control characters.')",
      );
    }
    this.#commit(schedulerId(entity), (now) => {
      const at = timestamp(now);
      const request = { op: operation, signal: true, id: randomUUID(), ...(input === null ? {} : { input }) };
      const event = eventRaised(REQUEST, requestText(request, { at, after: at }), now);
      this.store.addMessage({ instanceId: schedulerId(entity), executionId: null, visibleAt: NOW, event });
    });
  }

  #send(
    instanceId: string,
    event: (now: number) => HistoryEvent,
    verb: string,
    states: readonly string[] = ['Pending', 'Running', 'Suspended'],
  ): void {
    this.#commit(instanceId, (now) => {
      const instance = this.#require(instanceId);
      if (!states.includes(instance.status)) {
        throw new WrongState(
          `Cannot ${verb} the orchestration instance ${instanceId} because instance is in the ${instance.status} state.`,
          instance,
        );
      }
      this.store.addMessage({ instanceId, executionId: null, visibleAt: NOW, event: event(now) });
    });
  }

  #require(instanceId: string): Instance {
    const instance = this.store.instance(instanceId);
    if (!instance) throw new NoSuchInstance(instanceId);
    return instance;
  }

  #commit(instanceId: string, work: (now: number) => void): void {
    this.store.transaction(() => work(this.#engine.services.clock.now()));
    this.#engine.committed([instanceId]);
  }
}

function newInstanceId(): string {
  return randomUUID().replaceAll('-', '');
}
