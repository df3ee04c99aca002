import { IndexingError } from '../core/errors.ts';
import { formatTimeSpan } from '../dotnet/time-span.ts';
import { resolveBindingExpression } from '../extension/binding-expression.ts';
import type { AppFunction, HostExtension, NamedBinding } from '../extension/extension.ts';
import type { HostServices } from '../extension/host-services.ts';
import { withRetry } from '../invocation/invoke-with-retry.ts';
import { retryPolicyOf } from '../invocation/retry-policy.ts';
import { storageClients } from '../storage/storage-clients.ts';
import { outputMessages, sendMessage } from './output-messages.ts';
import { manualInvocation, queueInvocation, wantsBytes } from './queue-invocation.ts';
import { queueListener } from './queue-listener.ts';
import { poisonQueueName, queueNameProblem } from './queue-name.ts';
import { queueNotifications } from './queue-notifications.ts';
import { type QueueSettings, queueSettings } from './queue-settings.ts';
import { makeSemaphore } from './semaphore.ts';

/** Queues that may poll without a pause at the same time. More would slow each other down. */
const HOT_POLLS_AT_ONCE = 2;

type Services = Pick<HostServices, 'invoke' | 'settings' | 'hostJson' | 'log'>;

/** Storage queue triggers (`queueTrigger`) and outputs (`queue`). */
export function queueExtension(services: Services): HostExtension {
  const settings = queueSettings(services.hostJson, services.settings);
  const clients = storageClients(services.settings);
  const shared = { settings, queueNotifications: queueNotifications(), hotPolls: makeSemaphore(HOT_POLLS_AT_ONCE) };

  return {
    triggers: ['queueTrigger'],
    bindings: ['queue'],
    config: { section: 'queues', values: shownSettings(settings) },
    index: (fn) => {
      const name = staticName(fn.trigger, services);
      const account = clients.queues(connectionName(fn.trigger));
      const poison = poisonQueueName(name);
      const log = services.log.for(`Host.Triggers.Queue.${fn.name}`);
      const retrying = withRetry(fn, retryPolicyOf(fn, services.hostJson), services.invoke, log);
      return queueListener({
        ...shared,
        log,
        queue: account.getQueueClient(name),
        fetcher: clients.fetchers(connectionName(fn.trigger)).getQueueClient(name),
        fetchPatience: clients.timeout,
        poisonQueue: poison === undefined ? undefined : account.getQueueClient(poison),
        takesBytes: wantsBytes(fn.trigger),
        run: (body, message) => retrying.invoke(queueInvocation(name, body, message, wantsBytes(fn.trigger))),
        runManually: (text) => retrying.invoke(manualInvocation(fn.trigger, text)),
        onStop: retrying.stop,
      });
    },
    check: (fn, binding) => checkOutput(fn, binding, services),
    write: async (_fn, binding, value, data) => {
      // As on the real host, a missing connection or an invalid name fails only invocations that write.
      const account = clients.queues(connectionName(binding));
      const name = resolveBindingExpression(services.settings.expand(nameTemplate(binding)), data).toLowerCase();
      checkName(name);
      const queue = account.getQueueClient(name);
      for (const text of outputMessages(value, settings.messageEncoding)) await sendMessage(queue, text);
      shared.queueNotifications.notify(queue.url);
    },
  };
}

function checkOutput(fn: AppFunction, binding: NamedBinding, services: Services): void {
  if (binding.direction !== 'out') {
    throw new IndexingError(
      `The binding ${binding.name} of ${fn.name} reads from a queue, which no host supports. Use a queue as output or trigger.`,
    );
  }
  // The real host resolves outputs when they are written, so a mistake here fails invocations and not the function.
  try {
    services.settings.connection(connectionName(binding));
    if (nameTemplate(binding).includes('{')) services.settings.expand(nameTemplate(binding));
    else staticName(binding, services);
  } catch (error) {
    if (!(error instanceof IndexingError)) throw error;
    services.log.warning(`The output ${binding.name} of ${fn.name} will fail when it is written. ${error.message}`);
  }
}

function staticName(binding: NamedBinding, { settings }: Services): string {
  const name = settings.expand(nameTemplate(binding)).toLowerCase();
  checkName(name);
  return name;
}

function checkName(name: string): void {
  const problem = queueNameProblem(name);
  if (problem) {
    throw new IndexingError(
      `${problem.replace(/\.$/, '')}. Use 3 to 63 lower-case letters, digits and single dashes, with no dash at the ends.`,
      `${problem} (Parameter 'name')`,
      'Microsoft.Azure.WebJobs.Extensions.Storage',
    );
  }
}

function nameTemplate(binding: NamedBinding): string {
  return typeof binding.queueName === 'string' ? binding.queueName : '';
}

function connectionName(binding: NamedBinding): string | undefined {
  return typeof binding.connection === 'string' ? binding.connection : undefined;
}

/** Returns the settings in the form of /admin/host/config. */
function shownSettings(settings: QueueSettings): Record<string, unknown> {
  return {
    batchSize: settings.batchSize,
    newBatchThreshold: settings.newBatchThreshold,
    maxDequeueCount: settings.maxDequeueCount,
    visibilityTimeout: formatTimeSpan(settings.visibilityTimeout),
    maxPollingInterval: formatTimeSpan(settings.maxPollingInterval),
  };
}
