import type { ProjectContext } from '../../core/project/project-context.ts';
import { type AzureFunctionSettings, azureFunctionSettings } from '../../core/storage/azure-function-settings.ts';
import type { AzureFunctionTool } from './definition.ts';
import { queueAccounts } from './queue-accounts.ts';
import { encodeCall, newCorrelationId } from './queue-message.ts';
import { replyListeners } from './reply-listeners.ts';
import { sendCall } from './send-call.ts';

export type CallAzureFunction = (
  definition: AzureFunctionTool['azure_function'],
  args: Record<string, unknown>,
  context: { signal: AbortSignal; responseEnded: Promise<void> },
) => Promise<string>;

/**
 * Returns a function that calls Azure functions through their queues: it sends a message to the input queue and resolves with the Value
 * from the output queue. It rejects with an error that names queue and CorrelationId if sending fails or no reply arrives in time.
 * @param fixed overrides the settings
 */
export function azureFunctionCaller(
  project: ProjectContext,
  fixed: Partial<Pick<AzureFunctionSettings, 'shape'>> = {},
): CallAzureFunction {
  const { clock, closing } = project;
  const { shape, replies, timeoutMs, ...storage } = { ...azureFunctionSettings(project.settings), ...fixed };
  const accounts = queueAccounts(storage);
  const listenerOf = replyListeners(project, accounts, replies);

  return async (definition, args, { signal, responseEnded }) => {
    const { name } = definition.function;
    const input = definition.input_binding.storage_queue;
    const output = definition.output_binding.storage_queue;
    const correlationId = newCorrelationId();
    const overdue = new AbortController();
    const timer = clock.after(timeoutMs, () => {
      const how = `within ${timeoutMs / 1000} s of calling "${name}" through input queue "${input.queue_name}"`;
      overdue.abort(
        new Error(`No reply came on output queue "${output.queue_name}" for CorrelationId ${correlationId} ${how}.`),
      );
      // Advancing the clock waits until the response has ended.
      return responseEnded;
    });
    try {
      const listener = await listenerOf(output);
      const reply = listener.wait(correlationId, AbortSignal.any([signal, closing, overdue.signal]));
      // Prevents an unhandled rejection when sending fails first.
      reply.catch(() => {});
      const message = encodeCall({ name, args, correlationId }, shape);
      project.queueJournal.add('sent', input.queue_name, message);
      await Promise.race([sendCall(input, message, accounts), reply]);
      listener.hurry();
      return await reply;
    } finally {
      timer.cancel();
      overdue.abort(new Error('The call is over.'));
    }
  };
}
