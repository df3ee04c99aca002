import { randomUUID } from 'node:crypto';
import { DurableFunctions, type DurableKind } from '../../../src/durable/context/durable-functions.ts';
import type { AppFunction, Invocation } from '../../../src/extension/extension.ts';
import { FunctionFailure } from '../../../src/worker/failures.ts';
import { invoke } from '../../../src/worker/invoke.ts';
import { plainError } from '../../../src/worker/protocol.ts';
import { registry } from '../../../src/worker/registry.ts';

jest.mock('@azure/functions-core', () => jest.requireActual('../../../src/worker/functions-core.ts'), {
  virtual: true,
});

const kinds: Record<string, DurableKind> = {
  orchestrationTrigger: 'orchestrator',
  activityTrigger: 'activity',
  entityTrigger: 'entity',
};

export interface InProcessApp {
  readonly functions: DurableFunctions;
  invoke(fn: AppFunction, invocation: Invocation): ReturnType<typeof invoke>;
}

/** Runs durable functions through the unmodified packages without a worker process. `register` calls `df.app...`. */
export function inProcessApp(register: () => void): InProcessApp {
  registry.loading = 'app.js';
  register();
  registry.loading = undefined;
  const functions = new DurableFunctions();
  for (const { metadata } of registry.functions.values()) {
    for (const [name, binding] of Object.entries(metadata.bindings)) {
      const kind = kinds[binding.type];
      if (kind) functions.add(kind, metadata.name, { name: metadata.name, metadata, trigger: { ...binding, name } });
    }
  }
  return { functions, invoke: (fn, invocation) => call(fn, invocation) };
}

async function call(fn: AppFunction, { input, triggerMetadata }: Invocation) {
  const invocationId = randomUUID();
  const request = {
    invocationId,
    functionId: fn.name,
    inputData: [{ name: fn.trigger.name, data: input }],
    triggerMetadata,
    traceContext: {},
  };
  try {
    return await invoke(fn.name, request, () => {});
  } catch (error) {
    throw new FunctionFailure(plainError(error));
  }
}
