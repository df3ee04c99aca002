import type { AIProjectClient } from '@azure/ai-projects';
import type { OpenAI } from 'openai';
import { inOtherProject } from '../shared/foundry/other-project.ts';

export interface ProjectClients {
  readonly openai: OpenAI;
  readonly project: AIProjectClient;
}

const clients = new Map<string | undefined, Promise<ProjectClients>>();

/**
 * Clients of the app's project, or of another one by its endpoint. Both SDKs are large: they are loaded when they are first needed, and
 * not with the app. @throws TerminalError when no token may be sent there
 */
export function projectClients(endpoint?: string): Promise<ProjectClients> {
  const known = clients.get(endpoint) ?? openClients(endpoint);
  clients.set(endpoint, known);
  return known;
}

async function openClients(endpoint: string | undefined): Promise<ProjectClients> {
  const env = endpoint === undefined ? process.env : inOtherProject(endpoint, process.env);
  const [{ openaiClient }, { projectClient }] = await Promise.all([
    import('../shared/foundry/openai-client.ts'),
    import('../shared/foundry/project-client.ts'),
  ]);
  return { openai: await openaiClient(env), project: projectClient(env) };
}
