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
 * Calls functions through their queues: puts the message on the input queue and resolves with the Value that comes back on the
 * output queue. Rejects with an error that names queue and CorrelationId when it cannot be sent or no reply comes in time.
 * @param fixed goes before the settings
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
      // An advance of the clock is over only when the response has noticed.
      return responseEnded;
    });
    try {
      const listener = await listenerOf(output);
      const reply = listener.wait(correlationId, AbortSignal.any([signal, closing, overdue.signal]));
      // Sending may fail first, and then nobody asks for the reply any more.
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
