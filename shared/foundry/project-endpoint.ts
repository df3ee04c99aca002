import { TerminalError } from '../core/errors.ts';
import { isLoopback } from '../core/loopback.ts';

/** Domains of Azure and its gateways: nowhere else does a token for Azure go. */
const AZURE_DOMAINS = ['azure.com', 'azure.us', 'azure.cn', 'azure-api.net'];

/** A Foundry project's endpoint, and whether it is a server on this machine. */
export interface ProjectEndpoint {
  /** Without a closing slash. */
  readonly url: string;
  readonly local: boolean;
}

/**
 * Reads FOUNDRY_PROJECT_ENDPOINT.
 * @throws TerminalError when it is missing, no https URL, no project, or neither Azure nor this machine
 */
export function projectEndpoint(env: NodeJS.ProcessEnv): ProjectEndpoint {
  const value = env.FOUNDRY_PROJECT_ENDPOINT;
  const shape = 'https://ACCOUNT.services.ai.azure.com/api/projects/PROJECT';
  if (!value) {
    throw new TerminalError(
      `FOUNDRY_PROJECT_ENDPOINT is not set. Set it to your project's endpoint, ${shape} (Foundry portal, project overview), ` +
        'or run `npm start` for a project on this machine.',
    );
  }
  const url = URL.canParse(value) ? new URL(value) : undefined;
  if (url?.protocol !== 'https:' || !/^\/api\/projects\/[^/]+\/?$/.test(url.pathname)) {
    throw new TerminalError(`FOUNDRY_PROJECT_ENDPOINT must look like ${shape}. Copy it from the project's overview.`);
  }
  const local = isLoopback(url.hostname);
  if (!local && !AZURE_DOMAINS.some((domain) => url.hostname.endsWith(`.${domain}`))) {
    throw new TerminalError(
      `FOUNDRY_PROJECT_ENDPOINT names the host ${url.hostname}, which is neither Azure (${AZURE_DOMAINS.map((d) => `*.${d}`).join(', ')}) ` +
        'nor this machine (localhost): no token is sent there.',
    );
  }
  return { url: value.replace(/\/+$/, ''), local };
}
