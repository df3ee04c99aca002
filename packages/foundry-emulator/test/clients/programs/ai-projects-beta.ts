import type { AIProjectClient } from '@azure/ai-projects';
import { AIProjectClient as BetaProjectClient } from 'ai-projects-beta';
import { credential, projectEndpoint } from './emulator.ts';
import { type OpenAIClient, programsOf } from './foundry.ts';
import { runAll } from './program.ts';

const project: unknown = new BetaProjectClient(projectEndpoint, credential);
const openai: unknown = await (project as BetaProjectClient).getOpenAIClient();

await runAll(programsOf({ project: project as AIProjectClient, openai: openai as OpenAIClient, agentField: 'agent' }));
