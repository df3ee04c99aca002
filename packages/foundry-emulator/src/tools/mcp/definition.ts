import { z } from 'zod';

const filter = z.object({ tool_names: z.array(z.string()).nullish(), read_only: z.boolean().nullish() });

/** The `mcp` tool of requests and agents. The reference and v1 clients spell the filters differently. */
export const mcpDefinition = z.object({
  type: z.literal('mcp'),
  server_label: z.string().min(1, 'must not be empty'),
  server_url: z.url({ protocol: /^https?$/, error: 'must be an http(s) address' }),
  server_description: z.string().nullish(),
  allowed_tools: z.union([z.array(z.string()), filter]).nullish(),
  authorization: z.string().nullish(),
  headers: z.record(z.string(), z.string()).nullish(),
  project_connection_id: z.string().nullish(),
  require_approval: z
    .union([z.enum(['always', 'never']), z.object({ always: filter.nullish(), never: filter.nullish() })])
    .nullish(),
});

export type McpDefinition = z.infer<typeof mcpDefinition>;
type Filter = z.infer<typeof filter>;

/** Fields of a server's tool that filters use. */
export interface FilteredTool {
  readonly name: string;
  readonly readOnly: boolean;
}

/** True if the model may use a tool. */
export function isAllowed({ allowed_tools: allowed }: McpDefinition, tool: FilteredTool): boolean {
  if (!allowed) return true;
  return Array.isArray(allowed) ? allowed.includes(tool.name) : fits(allowed, tool);
}

/** True if the client must approve a call. Default: yes, as in OpenAI's API. */
export function needsApproval({ require_approval: rule }: McpDefinition, tool: FilteredTool): boolean {
  if (!rule || typeof rule === 'string') return rule !== 'never';
  if (rule.never && fits(rule.never, tool)) return false;
  return rule.always ? fits(rule.always, tool) : true;
}

/** True if all criteria of a filter match. An empty filter matches everything. */
const fits = ({ tool_names: names, read_only: readOnly }: Filter, tool: FilteredTool): boolean =>
  (!names || names.includes(tool.name)) && (typeof readOnly !== 'boolean' || readOnly === tool.readOnly);
