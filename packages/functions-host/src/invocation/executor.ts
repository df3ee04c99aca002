import { randomUUID } from 'node:crypto';
import type { Log } from '../core/log.ts';
import {
  type AppFunction,
  type BindingData,
  bindings,
  type HostExtension,
  type Invocation,
  type Invoke,
} from '../extension/extension.ts';
import type { AppWorker } from '../worker/app-worker.ts';
import type { InvocationRequest, TraceContext, TypedData } from '../worker/core-types.ts';
import { FunctionFailure, FunctionTimeout, WorkerEnded } from '../worker/failures.ts';
import type { InvocationRecord } from './invocation-record.ts';
import { invocationTrace } from './trace-context.ts';

export interface ExecutorOptions {
  /** Returns the worker that runs a function, and a callback for the end of the invocation. */
  readonly acquire: (fn: AppFunction) => { readonly worker: Pick<AppWorker, 'invoke'>; release(): void };
  readonly log: Log;
  /** Milliseconds, or Infinity. */
  readonly functionTimeout: number;
  /** True when invocations belong to traces (telemetryMode in host.json). */
  readonly traced: boolean;
  /** Returns the extension that reads and writes bindings of a type. */
  readonly extensionFor: (bindingType: string) => HostExtension | undefined;
  /** Called at the end of each invocation. */
  readonly onInvocation?: ((record: InvocationRecord) => void) | undefined;
}

/** Runs invocations: reads inputs, calls the function in the worker, writes outputs, logs start and end. */
export function makeInvoke(options: ExecutorOptions): Invoke {
  const { acquire, log, functionTimeout, traced, extensionFor, onInvocation } = options;
  return async (fn, invocation) => {
    const invocationId = invocation.invocationId ?? randomUUID();
    const functionLog = log.for(`Function.${fn.name}`);
    const facts = { function: fn.name, invocationId };
    functionLog.information(`Executing: ${invocation.reason}`, { ...facts, ...invocation.details });
    const time = new Date();
    const began = performance.now();
    const duration = () => Math.round(performance.now() - began);
    const { worker, release } = acquire(fn);
    const traceContext = invocationTrace(traced, invocation.traceContext);
    const record = (end: Pick<InvocationRecord, 'outcome' | 'status' | 'error'>) =>
      onInvocation?.({ ...recordOf(fn, invocation, invocationId, traceContext), time, duration: duration(), ...end });
    try {
      const request = await makeRequest(fn, invocation, invocationId, traceContext);
      const response = await worker.invoke(fn.name, request, invocation.timeout ?? functionTimeout);
      const outputs = new Map(response.outputData?.map((output) => [output.name, output.data]));
      await writeOutputs(fn, response.returnValue, outputs, invocation.bindingData);
      functionLog.information('Executed: succeeded', { ...facts, duration: duration() });
      record({ outcome: 'succeeded', status: statusOf(response.returnValue) });
      return {
        invocationId,
        returnValue: response.returnValue,
        outputs,
        returnsNothing: response.returnsNothing === true,
      };
    } catch (error) {
      functionLog.error(`Executed: failed. ${explain(error)}`, { ...facts, duration: duration() });
      record({ outcome: outcomeOf(error), error: errorOf(error) });
      throw error;
    } finally {
      release();
    }
  };

  async function makeRequest(
    fn: AppFunction,
    invocation: Invocation,
    invocationId: string,
    traceContext: TraceContext,
  ): Promise<InvocationRequest> {
    const inputData = [{ name: fn.trigger.name, data: invocation.input }];
    for (const binding of bindings(fn, 'in')) {
      if (binding.name === fn.trigger.name) continue;
      const data = await extensionFor(binding.type)?.read?.(fn, binding, invocation.bindingData);
      if (data) inputData.push({ name: binding.name, data });
    }
    return {
      invocationId,
      functionId: fn.metadata.functionId ?? fn.name,
      inputData,
      triggerMetadata: invocation.triggerMetadata,
      traceContext,
      ...(invocation.retryContext ? { retryContext: invocation.retryContext } : {}),
    };
  }

  async function writeOutputs(
    fn: AppFunction,
    returned: TypedData | null | undefined,
    outputs: ReadonlyMap<string, TypedData>,
    data: BindingData,
  ): Promise<void> {
    for (const binding of bindings(fn, 'out')) {
      const value = binding.name === '$return' ? returned : outputs.get(binding.name);
      if (value) await extensionFor(binding.type)?.write?.(fn, binding, value, data);
    }
  }
}

function explain(error: unknown): string {
  if (error instanceof FunctionFailure) return error.thrown.stack ?? error.message;
  return error instanceof Error ? error.message : String(error);
}

function recordOf(
  fn: AppFunction,
  { details, retryContext, reason }: Invocation,
  invocationId: string,
  trace: TraceContext,
) {
  const deliveries = Number(details?.dequeueCount ?? 1);
  return {
    function: fn.name,
    trigger: fn.trigger.type,
    invocationId,
    attempt: deliveries + (retryContext?.retryCount ?? 0),
    reason,
    ...(trace.traceParent ? { traceId: trace.traceParent.split('-')[1] } : {}),
    ...(details ? { details } : {}),
  };
}

function statusOf(returned: TypedData | null | undefined): number | undefined {
  const status = returned?.http?.statusCode;
  return status === undefined ? undefined : Number(status);
}

function outcomeOf(error: unknown): InvocationRecord['outcome'] {
  if (error instanceof FunctionTimeout) return 'timedOut';
  return error instanceof WorkerEnded ? 'lost' : 'failed';
}

function errorOf(error: unknown): InvocationRecord['error'] {
  const { name, message, stack } =
    error instanceof FunctionFailure ? error.thrown : error instanceof Error ? error : new Error(String(error));
  return { name, message, ...(stack ? { stack } : {}) };
}
