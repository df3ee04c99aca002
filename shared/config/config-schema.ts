import * as z from 'zod';
import { MAX_AGENT_NAME_LENGTH, MAX_TOOLS_PER_AGENT } from '../core/limits.ts';
import { sourceName, sourceSchema } from '../ingestion/sources/check-sources.ts';
import { isAgentTool } from '../tools/agent-tool.ts';

const agentName = z
  .string()
  .max(MAX_AGENT_NAME_LENGTH)
  .regex(
    /^[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?$/,
    'an agent is named with letters and digits, and hyphens between them',
  );

const tool = z.custom(isAgentTool, 'this is no tool: import one from functions/tools, or make one with agentTool(...)');

const agent = z.strictObject({
  model: z.string().trim().min(1, 'name the model deployment, for instance "gpt-4o-mini"'),
  instructions: z.string().optional(),
  description: z.string().max(512).optional(),
  tools: z.array(tool).max(MAX_TOOLS_PER_AGENT).optional(),
  search: z.array(sourceName).optional(),
  temperature: z.number().min(0).max(2).optional(),
  topP: z.number().min(0).max(1).optional(),
});

/** The shape of foundry.config.ts. A new section is a new line here and in FoundryConfig. */
export const configSchema = z.strictObject({
  agents: z.record(agentName, agent).optional(),
  tools: z.array(tool).optional(),
  ingestion: z.record(sourceName, sourceSchema).optional(),
  /** Each entry is checked by itself: see checkEvaluations. */
  evaluations: z.record(z.string(), z.unknown()).optional(),
});
