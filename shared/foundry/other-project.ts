import * as z from 'zod';
import { messageOf, TerminalError } from '../core/errors.ts';
import { isLoopback } from '../core/loopback.ts';
import { projectEndpoint } from './project-endpoint.ts';

/** Domains of Foundry resources: a host below them is Microsoft's own server, in every tenant. */
const FOUNDRY_DOMAINS = ['services.ai.azure.com', 'services.ai.azure.us', 'services.ai.azure.cn'];

/**
 * Returns the reason why an endpoint cannot be another project that this app signs in to. Tokens go to no other host.
 */
function problemOf(endpoint: string): string | undefined {
  try {
    projectEndpoint({ FOUNDRY_PROJECT_ENDPOINT: endpoint });
  } catch (error) {
    return messageOf(error).replace('FOUNDRY_PROJECT_ENDPOINT ', '');
  }
  const { hostname } = new URL(endpoint);
  if (isLoopback(hostname) || FOUNDRY_DOMAINS.some((domain) => hostname.endsWith(`.${domain}`))) return undefined;
  return `names the host ${hostname}, which does not belong to Foundry (${FOUNDRY_DOMAINS.map((domain) => `*.${domain}`).join(', ')}): no token is sent there.`;
}

/** The endpoint of another project than the app's own, `https://ACCOUNT.services.ai.azure.com/api/projects/PROJECT`. */
export const otherProject = z.string().check((context) => {
  const message = problemOf(context.value);
  if (message !== undefined) context.issues.push({ code: 'custom', message, input: context.value });
});

/**
 * The environment in which clients are those of another project, with the app's own credential.
 * @throws TerminalError when a project on this machine is named by an app whose own is in Azure
 */
export function inOtherProject(endpoint: string, env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const there = { ...env, FOUNDRY_PROJECT_ENDPOINT: otherProject.parse(endpoint) };
  if (projectEndpoint(there).local && !projectEndpoint(env).local) {
    throw new TerminalError(`${endpoint} is a project on this machine, and the app's own is not: name one in Azure.`);
  }
  return there;
}
