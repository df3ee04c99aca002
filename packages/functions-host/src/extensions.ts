import { durableExtension } from './durable/durable-extension.ts';
import type { HostExtension } from './extension/extension.ts';
import type { ExtensionFactory, HostServices } from './extension/host-services.ts';
import { mcpExtension } from './mcp/mcp-extension.ts';
import { queueExtension } from './queue/queue-extension.ts';
import { timerExtension } from './timer/timer-extension.ts';

/** Trigger and binding types of this host. Add an extension's factory here. */
const factories: readonly ExtensionFactory[] = [queueExtension, timerExtension, durableExtension, mcpExtension];

/** Makes the extensions. `extensionFor` finds the one that serves a binding type; types are case-insensitive. */
export function makeExtensions(services: HostServices, http: HostExtension) {
  const extensions = [http, ...factories.map((make) => make(services))];
  const byType = new Map<string, HostExtension>();
  for (const extension of extensions) {
    for (const type of [...extension.triggers, ...extension.bindings]) byType.set(type.toLowerCase(), extension);
  }
  return { extensions, extensionFor: (bindingType: string) => byType.get(bindingType.toLowerCase()) };
}
