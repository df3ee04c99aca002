import { messageOf } from '../../../../../shared/core/errors.ts';
import type { Item } from '../../apis/conversations/item.ts';
import { newId } from '../../core/ids.ts';
import type { ProjectContext } from '../../core/project/project-context.ts';
import { acceptDefinition } from '../contract/tool-functions.ts';
import type { Opening, Tool, ToolKind } from '../contract/tool-kind.ts';
import { allowedHosts } from '../remote/allowed-hosts.ts';
import { approvedCalls, recallCall } from './calls.ts';
import { isAllowed, type McpDefinition, mcpDefinition } from './definition.ts';
import { listedTools } from './listed-tools.ts';
import { type McpServer, mcpServer } from './mcp-server.ts';
import { openedTool } from './opened-tool.ts';

/** Calls MCP servers on this machine, or on hosts that the settings allow. */
export function mcpKind(project: ProjectContext): ToolKind {
  const hosts = allowedHosts(project.settings);
  return {
    type: 'mcp',
    accept(given, param) {
      const definition = acceptDefinition(mcpDefinition, given, param);
      return {
        functions: [],
        begin: () => {
          throw new Error('A server must be opened before it is called.');
        },
        open: (opening) => open(definition, mcpServer(definition, { project, hosts }), opening),
      };
    },
    recall: recallCall,
  };
}

/** Lists the server's tools unless the conversation has the list. An unreachable server has no tools. */
async function open(definition: McpDefinition, server: McpServer, opening: Opening): Promise<Tool> {
  const { server_label } = definition;
  void opening.responseEnded.then(() => server.close()).catch(() => undefined);
  const listed = listedTools(opening.said, server_label) ?? (await list(definition, server, opening));
  const tools = listed.filter(({ name, annotations }) =>
    isAllowed(definition, { name, readOnly: annotations?.readOnlyHint === true }),
  );
  return openedTool(definition, server, tools, opening.taken, approvedCalls(opening.said, server_label));
}

async function list({ server_label }: McpDefinition, server: McpServer, { add, signal }: Opening) {
  const item: Item = { id: newId('mcpl'), type: 'mcp_list_tools', server_label, tools: [] };
  const { emit, close } = add(item);
  emit('response.mcp_list_tools.in_progress');
  try {
    const tools = await server.list(signal);
    emit('response.mcp_list_tools.completed');
    close({ ...item, tools });
    return tools;
  } catch (error) {
    signal.throwIfAborted();
    emit('response.mcp_list_tools.failed');
    close({ ...item, error: `The tools of the server "${server_label}" could not be listed: ${messageOf(error)}` });
    return [];
  }
}
