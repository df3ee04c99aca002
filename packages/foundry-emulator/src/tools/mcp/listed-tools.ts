import type { Item } from '../../apis/conversations/item.ts';
import { isRecord } from '../../core/json-schema.ts';
import type { McpTool } from './mcp-server.ts';

/** Returns a server's tools as last listed in the conversation; undefined if they were not. */
export function listedTools(said: readonly Item[], label: string): McpTool[] | undefined {
  const item = said.findLast(
    ({ type, server_label, error }) => type === 'mcp_list_tools' && server_label === label && !error,
  );
  return item && Array.isArray(item.tools) ? item.tools.flatMap(asTool) : undefined;
}

function asTool(given: unknown): McpTool[] {
  if (!isRecord(given) || typeof given.name !== 'string' || !isRecord(given.input_schema)) return [];
  const { name, description, input_schema, annotations } = given;
  return [
    {
      name,
      input_schema,
      ...(typeof description === 'string' ? { description } : {}),
      ...(isRecord(annotations) ? { annotations } : {}),
    },
  ];
}
