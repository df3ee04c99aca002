/**
 * Tools of agents whose calls the reference has no items for, with the prefixes of the ids. The service's own agent server sends two items for
 * each: `{type}_call` and `{type}_call_output`.
 */
export const AGENT_TOOLS = {
  a2a_preview: 'a2a',
  azure_ai_search: 'ais',
  azure_function: 'azf',
  bing_custom_search_preview: 'bcs',
  bing_grounding: 'bg',
  browser_automation_preview: 'ba',
  fabric_dataagent_preview: 'fda',
  openapi: 'oa',
  sharepoint_grounding_preview: 'sp',
} as const;

export type AgentTool = keyof typeof AGENT_TOOLS;

const CALLS = new Set(Object.keys(AGENT_TOOLS).map((type) => `${type}_call`));

export const isAgentToolCall = (itemType: string): boolean => CALLS.has(itemType);

/** Returns true for such a call and for its output. */
export const isAgentToolItem = (itemType: string): boolean => CALLS.has(itemType.replace(/_output$/, ''));
