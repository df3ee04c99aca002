import * as z from 'zod';
import { MAX_SHARDS } from '../azure/storage/shards.ts';
import { TerminalError } from '../core/errors.ts';
import { MAX_AGENT_NAME_LENGTH, MAX_TOOLS_PER_AGENT } from '../core/limits.ts';
import { formatPath, valueAtPath } from '../core/validation.ts';
import { sourceName, sourceSchema } from '../ingestion/sources/check-sources.ts';
import { isAgentTool } from '../tools/agent-tool.ts';

const agentName = z
  .string()
  .max(MAX_AGENT_NAME_LENGTH)
  .regex(
    /^[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?$/,
    'an agent is named with letters and digits, and hyphens between them',
  );

const tool = z.custom(isAgentTool, 'is not a tool: import one from functions/tools, or define one with agentTool(...)');

/** A tool, or a tool with the way to it. A plain object with `via` or `tool` is taken for the second, so that its error names the field. */
const agentToolEntry = z.custom().superRefine((entry, context) => {
  const isBinding =
    typeof entry === 'object' && entry !== null && !isAgentTool(entry) && ('via' in entry || 'tool' in entry);
  const { error } = (isBinding ? binding : tool).safeParse(entry);
  for (const { message, path } of error?.issues ?? []) context.addIssue({ code: 'custom', message, path });
});

const binding = z.strictObject({
  tool,
  via: z.enum(['queue', 'openapi', 'mcp'], 'is not a way to a tool: use "queue" (the default), "openapi" or "mcp"'),
});

const agent = z.strictObject({
  model: z.string().trim().min(1, 'name the model deployment, for instance "gpt-4o-mini"'),
  instructions: z.string().optional(),
  description: z.string().max(512).optional(),
  tools: z.array(agentToolEntry).max(MAX_TOOLS_PER_AGENT).optional(),
  search: z.array(sourceName).optional(),
  temperature: z.number().min(0).max(2).optional(),
  topP: z.number().min(0).max(1).optional(),
});

const container = z
  .string()
  .regex(
    /^[a-z0-9](?:-?[a-z0-9]){2,62}$/,
    'is not the name of a container: 3 to 63 lower-case letters, digits and inner hyphens',
  );

/** Source: Azure Tables, "Understanding the Table service data model". */
const table = z
  .string()
  .regex(/^[A-Za-z][A-Za-z0-9]{2,62}$/, 'is not the name of a table: a letter, then 2 to 62 letters and digits');

const shards = z.int().min(1).max(MAX_SHARDS, `is more than the ${MAX_SHARDS} shards that a deployment may have`);

/** The shape of foundry.config.ts. A new section is a new line here and in FoundryConfig. */
export const configSchema = z.strictObject({
  agents: z.record(agentName, agent).optional(),
  tools: z.array(tool).optional(),
  ingestion: z.record(sourceName, sourceSchema).optional(),
  storage: z
    .strictObject({ tables: z.array(table).optional(), shards: shards.optional(), drain: shards.optional() })
    .optional(),
  smoke: z.strictObject({ tool, arguments: z.record(z.string(), z.unknown()) }).optional(),
  jobs: z.strictObject({ containers: z.array(container).optional() }).optional(),
  /** Each entry is checked by itself: see checkEvaluations. */
  evaluations: z.record(z.string(), z.unknown()).optional(),
});

const WHOLE = 'the config';

/** Returns one error that lists every problem of foundry.config.ts with its path. */
export function explainConfigIssues(error: z.ZodError, config: unknown): TerminalError {
  const lines = error.issues.map((issue) => explain(issue, config));
  return new TerminalError(`foundry.config.ts cannot be used: ${lines.join('; ')}. Correct it and start again.`);
}

function explain(issue: z.core.$ZodIssue, config: unknown): string {
  const place = formatPath(issue.path, WHOLE);
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => `${formatPath([...issue.path, key], WHOLE)} is not a known setting`).join('; ');
  }
  if (issue.code === 'invalid_key') return `${place}: ${issue.issues.map(({ message }) => message).join(', ')}`;
  const missing = valueAtPath(config, issue.path) === undefined;
  return `${place}: ${missing && issue.code === 'invalid_type' ? `missing, ${issue.expected} expected` : issue.message}`;
}
