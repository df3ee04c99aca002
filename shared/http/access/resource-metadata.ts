import { RequestError } from '../../core/request-error.ts';
import type { AccessSettings } from './access-settings.ts';

/** Route of the metadata of the MCP server, below the app's route prefix. A 401 of the server names its address. */
export const MCP_METADATA_ROUTE = '.well-known/oauth-protected-resource/mcp';

/**
 * Returns the protected-resource metadata of RFC 9728, by which a client of the Model Context Protocol finds out where to get a token.
 * @param resource address of the MCP server
 * @throws RequestError 404 when callers sign in with keys: there is no authorization server then
 */
export function resourceMetadata(resource: string, settings: AccessSettings): Readonly<Record<string, unknown>> {
  if (settings.by === 'key') {
    throw new RequestError('not_found', 'This app takes function keys (HTTP_AUTH=key): send x-functions-key.', {
      status: 404,
    });
  }
  const { issuers, audiences } = settings.entra;
  return {
    resource,
    authorization_servers: issuers.slice(0, 1),
    scopes_supported: audiences.slice(0, 1).map((audience) => `${audience}/.default`),
    bearer_methods_supported: ['header'],
  };
}

/** Returns the value of `WWW-Authenticate` with the address of the metadata added. */
export const withMetadata = (challenge: string | undefined, metadata: string): string =>
  challenge === undefined || challenge === ''
    ? `Bearer resource_metadata="${metadata}"`
    : `${challenge}, resource_metadata="${metadata}"`;
