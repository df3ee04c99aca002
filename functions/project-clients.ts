import type { AIProjectClient } from '@azure/ai-projects';
import type { OpenAI } from 'openai';

export interface ProjectClients {
  readonly openai: OpenAI;
  readonly project: AIProjectClient;
}

let clients: Promise<ProjectClients> | undefined;

/** Clients of the app's project. Both SDKs are large: they are loaded when they are first needed, and not with the app. */
export function projectClients(): Promise<ProjectClients> {
  clients ??= openClients();
  return clients;
}

async function openClients(): Promise<ProjectClients> {
  const [{ openaiClient }, { projectClient }] = await Promise.all([
    import('../shared/foundry/openai-client.ts'),
    import('../shared/foundry/project-client.ts'),
  ]);
  return { openai: await openaiClient(process.env), project: projectClient(process.env) };
}
