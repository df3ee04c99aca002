import { ApiError } from '../../../core/http/api-error.ts';
import type { ProjectContext } from '../../../core/project/project-context.ts';
import { azureAISearchKind } from '../../../tools/azure-ai-search-tool.ts';
import { textFunction } from '../../../tools/contract/tool-functions.ts';
import { openApiKind } from '../../../tools/openapi/openapi-tool.ts';
import { notAvailable } from '../../../tools/unavailable/agent-tools.ts';
import { adaptedKind, CONDITION, shownAs } from './adapted-kind.ts';
import type { RunToolKind } from './run-tool.ts';

/** Returns the tool types that only classic agents have: those of `@azure/ai-agents` 1.1 and of the service's samples. */
export function classicAgentKinds(project: ProjectContext): readonly RunToolKind[] {
  return [adaptedKind(openApiKind(project), withConnection), searchKind(project), ...UNAVAILABLE.map(unavailable)];
}

/** Translates the authentication `connection` of classic agents to `project_connection`. */
function withConnection(given: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const { openapi } = given as {
    openapi?: { auth?: { type?: unknown; security_scheme?: { connection_id?: unknown } } };
  };
  if (openapi?.auth?.type !== 'connection') return { ...given };
  const { connection_id } = openapi.auth.security_scheme ?? {};
  const security_scheme = { project_connection_id: connection_id };
  return { ...given, openapi: { ...openapi, auth: { type: 'project_connection', security_scheme } } };
}

/** Searches an index, which is in the agent's `tool_resources`; the definition is empty. */
function searchKind(project: ProjectContext): RunToolKind {
  const type = 'azure_ai_search';
  const kind = azureAISearchKind(project);
  const description = 'Searches the documents of the index for what the user asks about.';
  return {
    type,
    condition: CONDITION,
    accept: (given) => ({
      type,
      functions: [textFunction(type, description, { looksUp: 'quoted' })],
      show: shownAs(type),
      async run(call, context) {
        const resources = given[type] ?? context.resources[type] ?? {};
        try {
          const search = adaptedKind(kind, () => ({ type, [type]: resources })).accept(given, 'tool_resources');
          return (await search.run?.(call, context)) ?? { output: '' };
        } catch (error) {
          if (error instanceof ApiError) return { output: error.message };
          throw error;
        }
      },
    }),
  };
}

/** Tools that only the service can run. The model may call them; it is told that nothing was done, and the run continues. */
const UNAVAILABLE = [
  { type: 'bing_grounding', description: 'Searches the web with Bing.', lacks: 'searches no web' },
  { type: 'bing_custom_search', description: 'Searches chosen web sites with Bing.', lacks: 'searches no web' },
  {
    type: 'sharepoint_grounding',
    description: 'Searches the documents of a SharePoint site.',
    lacks: 'has no SharePoint',
  },
  {
    type: 'fabric_dataagent',
    description: 'Asks a Microsoft Fabric data agent about the data it has.',
    lacks: 'has no Microsoft Fabric',
  },
  {
    type: 'connected_agent',
    description: 'Hands a task to another agent, and gives back what it answers.',
    lacks: 'connects no classic agents',
  },
  { type: 'deep_research', description: 'Researches a question on the web.', lacks: 'searches no web' },
  {
    type: 'browser_automation',
    description: 'Carries out a task in a web browser: opens pages, clicks, fills in forms.',
    lacks: 'drives no browser',
  },
  {
    type: 'mcp',
    description: 'Calls a tool of an MCP server.',
    lacks: 'calls MCP servers for responses and agents with versions, not for classic agents',
  },
] as const;

function unavailable({ type, description, lacks }: (typeof UNAVAILABLE)[number]): RunToolKind {
  return {
    type,
    condition: CONDITION,
    accept: () => ({
      type,
      functions: [textFunction(type, description, { query: 'What to look for or to do, in plain words.' })],
      show: shownAs(type),
      run: async () => ({ output: notAvailable(type, lacks) }),
    }),
  };
}
