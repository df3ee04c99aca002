import { z } from 'zod';
import type { HostExtension, Listener } from '../extension/extension.ts';
import type { ExtensionFactory } from '../extension/host-services.ts';
import { readSection } from '../settings/host-json.ts';
import { McpRegistry } from './mcp-registry.ts';

/** host.json's `extensions.mcp` with the defaults of the MCP extension. */
const section = z.looseObject({
  serverName: z.string().default('Azure Functions MCP server'),
  serverVersion: z.string().default('1.0.0'),
  instructions: z.string().optional(),
  encryptClientState: z.boolean().default(true),
  messageOptions: z
    .looseObject({ useAbsoluteUriForEndpoint: z.boolean().default(false) })
    .default({ useAbsoluteUriForEndpoint: false }),
  system: z.looseObject({ webhookAuthorizationLevel: z.string().optional() }).optional(),
});

/** Tools, resources and prompts are called through the webhook, so a function has no listener of its own. */
const idle: Listener = { start: async () => {}, stop: async () => {} };

/** The MCP triggers of @azure/functions (`app.mcpTool`, `app.mcpResource`, `app.mcpPrompt`) at /runtime/webhooks/mcp. */
export const mcpExtension: ExtensionFactory = ({ hostJson, invoke }) => {
  const settings = readSection(hostJson, 'mcp', section);
  let registry = new McpRegistry();
  let indexed = registry;
  // The server's package is loaded at the first request: most apps have no MCP functions.
  let endpoint: ReturnType<typeof loadEndpoint> | undefined;
  const loadEndpoint = async () => {
    const { mcpEndpoint } = await import('./mcp-endpoint.ts');
    return mcpEndpoint({
      info: { ...settings, instructions: settings.instructions },
      registry: () => registry,
      invoke,
    });
  };
  const extension: HostExtension = {
    triggers: ['mcpToolTrigger', 'mcpResourceTrigger', 'mcpPromptTrigger'],
    bindings: [],
    beginIndexing: () => {
      indexed = new McpRegistry();
    },
    index: (fn) => {
      indexed.add(fn);
      return idle;
    },
    activate: () => {
      registry = indexed;
    },
    webhooks: {
      name: 'mcp',
      isOpen: /^anonymous$/i.test(settings.system?.webhookAuthorizationLevel ?? ''),
      handle: async ({ request, response }) => {
        if (registry.isEmpty) return false;
        endpoint ??= loadEndpoint();
        await (await endpoint)(request, response);
        return true;
      },
    },
  };
  return extension;
};
