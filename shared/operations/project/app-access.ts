import { TerminalError } from '../../core/errors.ts';
import { isLoopback } from '../../core/loopback.ts';
import type { AppAccess } from '../../tools/tool-definition.ts';

/**
 * Reads how the agent service reaches this app over HTTP: FUNCTIONS_URL, and TOOLS_CONNECTION or ENTRA_AUDIENCE. An app on this machine needs no
 * credentials.
 * @throws TerminalError naming the missing setting
 */
export function appAccess(env: NodeJS.ProcessEnv): AppAccess {
  const url = apiUrl(env);
  if (isLoopback(new URL(url).hostname)) return { url, by: { kind: 'none' } };
  if (env.TOOLS_CONNECTION) return { url, by: { kind: 'connection', connection: env.TOOLS_CONNECTION } };
  const audience = env.ENTRA_AUDIENCE?.split(',')[0]?.trim();
  if (audience) return { url, by: { kind: 'identity', audience } };
  throw new TerminalError(
    'Tools are bound via "openapi", and the agent service cannot sign in to the app. Set ENTRA_AUDIENCE (HTTP_AUTH=entra), or TOOLS_CONNECTION to the ' +
      'id of a connection of the project that holds a function key.',
  );
}

/**
 * Reads how the agent service reaches the app's MCP server.
 * @throws TerminalError naming the missing setting
 */
export function mcpAccess(
  env: NodeJS.ProcessEnv,
): Parameters<typeof import('../../tools/tool-definition.ts').mcpTool>[1] {
  const url = apiUrl(env);
  if (isLoopback(new URL(url).hostname)) return { url, by: { kind: 'none' } };
  if (env.TOOLS_CONNECTION) return { url, by: { kind: 'connection', connection: env.TOOLS_CONNECTION } };
  throw new TerminalError(
    'Tools are bound via "mcp", and the agent service cannot sign in to the app. Set TOOLS_CONNECTION to the id of a connection of the project that ' +
      'holds a function key, or that uses an identity with the audience of the app (HTTP_AUTH=entra).',
  );
}

function apiUrl(env: NodeJS.ProcessEnv): string {
  const url = env.FUNCTIONS_URL;
  if (url && URL.canParse(url)) return `${url.replace(/\/+$/, '')}/api`;
  throw new TerminalError(
    `Tools are bound via "openapi" or "mcp", and FUNCTIONS_URL is ${url ? `"${url}", which is no address` : 'not set'}. Set it to the address of the app, for instance https://APP.azurewebsites.net.`,
  );
}
