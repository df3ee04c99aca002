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
import type { InvocationRequest, TypedData } from '../worker/core-types.ts';
import { FunctionFailure } from '../worker/failures.ts';
import { invocationTrace } from './trace-context.ts';

export interface ExecutorOptions {
  readonly worker: Pick<AppWorker, 'invoke'>;
  readonly log: Log;
  /** Milliseconds, or Infinity. */
  readonly functionTimeout: number;
  /** Whether invocations belong to traces: host.json's telemetryMode. */
  readonly traced: boolean;
  /** Who reads and writes bindings of a type. */
  readonly extensionFor: (bindingType: string) => HostExtension | undefined;
}

/** Carries an invocation out: reads inputs, calls the function in the worker, writes outputs, logs begin and end. */
export function makeInvoke({ worker, log, functionTimeout, traced, extensionFor }: ExecutorOptions): Invoke {
  return async (fn, invocation) => {
    const invocationId = invocation.invocationId ?? randomUUID();
    const functionLog = log.for(`Function.${fn.name}`);
    const facts = { function: fn.name, invocationId };
    functionLog.information(`Executing: ${invocation.reason}`, { ...facts, ...invocation.details });
    const began = performance.now();
    const duration = () => Math.round(performance.now() - began);
    try {
      const request = await makeRequest(fn, invocation, invocationId);
      const response = await worker.invoke(fn.name, request, invocation.timeout ?? functionTimeout);
      const outputs = new Map(response.outputData?.map((output) => [output.name, output.data]));
      await writeOutputs(fn, response.returnValue, outputs, invocation.bindingData);
      functionLog.information('Executed: succeeded', { ...facts, duration: duration() });
      return {
        invocationId,
        returnValue: response.returnValue,
        outputs,
        returnsNothing: response.returnsNothing === true,
      };
    } catch (error) {
      functionLog.error(`Executed: failed. ${explain(error)}`, { ...facts, duration: duration() });
      throw error;
    }
  };

  async function makeRequest(
    fn: AppFunction,
    invocation: Invocation,
    invocationId: string,
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
      traceContext: invocationTrace(traced, invocation.traceContext),
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
