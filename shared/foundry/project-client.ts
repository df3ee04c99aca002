import { AIProjectClient, type KnownApiVersions } from '@azure/ai-projects';
import type { TokenCredential } from '@azure/identity';
import { timedHttpClient } from '../azure/client-timeouts.ts';
import { azureCredential, localCredential } from '../azure/credential.ts';
import { projectEndpoint } from './project-endpoint.ts';

/** The version of the Foundry Project REST API that this backend is written for. */
export const FOUNDRY_API_VERSION = '2025-11-15-preview';

/**
 * Opens a client of the project that FOUNDRY_PROJECT_ENDPOINT names; FOUNDRY_API_VERSION selects another API version. A
 * project on this machine gets a fixed local token, one in Azure a token of the identity AZURE_CLIENT_ID or of the
 * signed-in developer.
 * @param credential for a project in Azure, in place of that identity
 * @throws TerminalError when the endpoint cannot be used
 */
export function projectClient(env: NodeJS.ProcessEnv, credential?: TokenCredential): AIProjectClient {
  const { url, local } = projectEndpoint(env);
  // The SDK lists the versions it was made for; the service serves the one we are written for as well.
  const apiVersion = (env.FOUNDRY_API_VERSION ?? FOUNDRY_API_VERSION) as KnownApiVersions;
  return new AIProjectClient(url, credential !== undefined && !local ? credential : projectCredential(env), {
    apiVersion,
    httpClient: timedHttpClient(),
  });
}

/**
 * Returns the credential for the project.
 * @throws TerminalError when the endpoint cannot be used
 */
export function projectCredential(env: NodeJS.ProcessEnv): TokenCredential {
  return projectEndpoint(env).local ? localCredential : azureCredential(env.AZURE_CLIENT_ID);
}
