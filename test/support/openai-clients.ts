import type OpenAI from 'openai';
import type { TestEmulator } from './emulator.ts';

/**
 * The clients of the project's OpenAI part: the released one on the reference's paths, the same as it comes (`v1`), and the one that
 * 2.0.0-beta.3 brings. Their types are those of the released one.
 */
export async function openAIClients({
  endpoints,
  project,
  projectV1,
  projectBeta,
}: TestEmulator): Promise<Record<'reference' | 'v1' | 'beta', OpenAI>> {
  const reference = project.getOpenAIClient({
    baseURL: `${endpoints.project}/openai`,
    defaultQuery: { 'api-version': '2025-11-15-preview' },
    maxRetries: 0,
  });
  return {
    reference,
    v1: projectV1.getOpenAIClient({ maxRetries: 0 }),
    beta: (await projectBeta.getOpenAIClient()) as unknown as OpenAI,
  };
}

/** Names an agent in a request, as 2025-11-15-preview does. */
export const byAgent = (name: string, version?: string) => ({
  body: { agent: { type: 'agent_reference', name, ...(version === undefined ? {} : { version }) } },
});
