/** A tool call or its output, from one output item of a response. The item of an MCP call has the output, too; of others it follows as an item of its own. */
export interface ToolItem {
  readonly id: string;
  readonly call?: { readonly name: string; readonly arguments: string };
  readonly output?: string;
}

/**
 * Reads an output item with care: the SDK has no types for the items of `azure_function` and `openapi` yet.
 * @returns undefined for other items
 */
export function toolItem(item: unknown): ToolItem | undefined {
  if (typeof item !== 'object' || item === null) return undefined;
  const { type, id, call_id, name, arguments: args, output, error } = item as Readonly<Record<string, unknown>>;
  switch (type) {
    case 'azure_function_call':
    case 'openapi_call':
      return { id: `${call_id}`, call: { name: `${name}`, arguments: `${args}` } };
    case 'azure_function_call_output':
    case 'openapi_call_output':
      return { id: `${call_id}`, output: textOf(output) };
    case 'mcp_call':
      return { id: `${id}`, call: { name: `${name}`, arguments: `${args}` }, output: textOf(output ?? error) };
    default:
      return undefined;
  }
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value ?? ''));
