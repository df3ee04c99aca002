import type { ServerResponse } from 'node:http';
import type { HostExtension } from './extension/extension.ts';
import type { Access } from './keys/access.ts';
import type { IncomingRequest } from './server/incoming-request.ts';
import { replyEmpty } from './server/reply.ts';

/**
 * Serves /runtime/webhooks/{extension}/...: an extension's own API, open to the master key and to the extension's
 * system key.
 */
export async function handleWebhook(
  request: IncomingRequest,
  response: ServerResponse,
  access: Access,
  extensions: readonly HostExtension[],
): Promise<void> {
  const [, name = '', rest = ''] = /^\/runtime\/webhooks\/([^/]+)(\/.*)?$/i.exec(request.path) ?? [];
  if (name === '') return replyEmpty(response, 404);
  const webhooks = extensions.find((extension) => extension.webhooks?.name === name.toLowerCase())?.webhooks;
  const allowed = webhooks?.isOpen ? 200 : access.toWebhooks(request, `${name.toLowerCase()}_extension`);
  if (allowed !== 200) return replyEmpty(response, allowed);
  if (!webhooks || !(await webhooks.handle({ request, response, path: rest }))) replyEmpty(response, 404);
}
