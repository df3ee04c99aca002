import type { CoreInvocationContext, FunctionCallback, InvocationRequest, InvocationResponse } from './core-types.ts';
import { appHookData, runHooks } from './hooks.ts';
import { type LogSink, log, registry } from './registry.ts';

/**
 * Calls a function of the app through its programming model, with hooks in the order of the real worker. Rejects with
 * the exception of the handler or of a hook.
 */
export async function invoke(
  functionName: string,
  request: InvocationRequest,
  sink: LogSink,
): Promise<InvocationResponse> {
  const registration = registry.functions.get(functionName);
  if (!registration || !registry.model) throw new Error(`The app has no function ${functionName}.`);

  const core: CoreInvocationContext = {
    invocationId: request.invocationId,
    metadata: registration.metadata,
    request,
    log: (level, category, message) => log(level, category, message, invocationContext, sink),
    state: undefined,
  };
  let invocationContext: unknown;
  const model = registry.model.getInvocationModel(core);
  const { context, inputs } = await model.getArguments();
  invocationContext = context;

  const hookData = {};
  const before = {
    hookData,
    appHookData,
    invocationContext: context,
    functionCallback: registration.callback as FunctionCallback,
    inputs,
  };
  core.state = 'preInvocationHooks';
  await runHooks('preInvocation', before);

  const after = {
    hookData,
    appHookData,
    invocationContext: context,
    inputs: before.inputs,
    result: null as unknown,
    error: null as unknown,
  };
  core.state = 'invocation';
  try {
    after.result = await model.invokeFunction(context, before.inputs, before.functionCallback);
  } catch (thrown) {
    after.error = thrown;
  }
  core.state = 'postInvocationHooks';
  await runHooks('postInvocation', after);
  core.state = undefined;

  // As for the real worker, a handler that throws undefined or null has not failed.
  if (after.error !== undefined && after.error !== null) throw after.error;
  const response = await model.getResponse(context, after.result);
  return { ...response, returnsNothing: after.result === undefined || after.result === null };
}
