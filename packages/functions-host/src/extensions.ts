import { durableExtension } from './durable/durable-extension.ts';
import type { HostExtension } from './extension/extension.ts';
import type { ExtensionFactory, HostServices } from './extension/host-services.ts';
import { queueExtension } from './queue/queue-extension.ts';
import { timerExtension } from './timer/timer-extension.ts';

/** The trigger and binding types this host knows. Add an extension's factory here. */
const factories: readonly ExtensionFactory[] = [queueExtension, timerExtension, durableExtension];

/**
 * Makes the extensions beside the given one and says which of them serves a binding type (types do not care for case).
 */
export function makeExtensions(services: HostServices, http: HostExtension) {
  const extensions = [http, ...factories.map((make) => make(services))];
  const byType = new Map<string, HostExtension>();
  for (const extension of extensions) {
    for (const type of [...extension.triggers, ...extension.bindings]) byType.set(type.toLowerCase(), extension);
  }
  return { extensions, extensionFor: (bindingType: string) => byType.get(bindingType.toLowerCase()) };
}
