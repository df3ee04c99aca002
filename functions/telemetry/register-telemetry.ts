import { app, type InvocationContext } from '@azure/functions';
import type { Telemetry } from '../../shared/azure/telemetry/open-telemetry.ts';
import { withTraceParent } from '../../shared/azure/telemetry/spans.ts';
import { telemetrySettings } from '../../shared/azure/telemetry/telemetry-settings.ts';
import { messageOf } from '../../shared/core/errors.ts';

/** Milliseconds an invocation waits for its telemetry to be sent. */
const PATIENCE_MS = 2_000;

let open: (() => Promise<Telemetry | undefined>) | undefined;
let opened: Promise<Telemetry | undefined> | undefined;

/**
 * Lets every invocation go on with the trace it was called in, and sends what it leaves behind. The SDK is loaded with the first
 * invocation, and only if a setting asks for telemetry; else not even hooks are registered.
 */
export function registerTelemetry(env: NodeJS.ProcessEnv): void {
  const settings = telemetrySettings(env);
  if (settings === undefined) return;
  open = async () => {
    try {
      const { openTelemetry } = await import('../../shared/azure/telemetry/open-telemetry.ts');
      return openTelemetry(settings);
    } catch (error) {
      // An app without its telemetry is worth more than none.
      console.error(`Telemetry is off: ${messageOf(error)}`);
      return undefined;
    }
  };
  app.hook.preInvocation(async (hook) => {
    if (isReplayed(hook.invocationContext)) return;
    await telemetry();
    const { functionHandler } = hook;
    hook.functionHandler = (input, context: InvocationContext) =>
      withTraceParent(context.traceContext?.traceParent, () => functionHandler(input, context));
  });
  app.hook.postInvocation(async ({ invocationContext }) => {
    if (isReplayed(invocationContext)) return;
    const flushing = (await opened)?.flush(PATIENCE_MS);
    // An HTTP caller waits for the response: the response does not wait for telemetry.
    if (typeOf(invocationContext) !== 'httpTrigger') await flushing;
  });
  app.hook.appTerminate(async () => (await opened)?.close());
}

/** Opens telemetry once. */
function telemetry(): Promise<Telemetry | undefined> {
  opened ??= open?.() ?? Promise.resolve(undefined);
  return opened;
}

/** Runs work that belongs to no invocation with telemetry, and sends what it leaves behind. Does not wait for the latter. */
export async function withTelemetry(work: () => Promise<void>): Promise<void> {
  const running = await telemetry();
  try {
    await work();
  } finally {
    void running?.flush(PATIENCE_MS);
  }
}

const typeOf = ({ options }: InvocationContext): string => options.trigger.type;

/** An orchestration runs again and again from its beginning: what it does is in the spans of its activities. */
const isReplayed = (context: InvocationContext): boolean => /^(orchestration|entity)Trigger$/.test(typeOf(context));
