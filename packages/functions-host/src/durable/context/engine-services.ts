import type { HostClock } from '../../clock/host-clock.ts';
import type { Log } from '../../core/log.ts';
import type { AppFunction, Invocation, InvocationOutcome } from '../../extension/extension.ts';
import type { DurableStore } from '../store/durable-store.ts';
import type { DurableFunctions } from './durable-functions.ts';
import type { DurableSettings } from './durable-settings.ts';

/** Dependencies of the engine's steps. */
export interface EngineServices {
  readonly store: DurableStore;
  readonly clock: HostClock;
  readonly functions: DurableFunctions;
  readonly settings: DurableSettings;
  readonly log: Log;
  readonly invoke: (fn: AppFunction, invocation: Invocation) => Promise<Pick<InvocationOutcome, 'returnValue'>>;
}

/** The function could not be run for a reason outside of it. Nothing is stored, and the step is repeated. */
export class StepAborted extends Error {
  override readonly name = 'StepAborted';
}
