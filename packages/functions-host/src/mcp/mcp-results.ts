import type { CallToolResult, GetPromptResult, ReadResourceResult } from '@modelcontextprotocol/server';
import { z } from 'zod';
import type { TypedData } from '../worker/core-types.ts';
import type { McpPrompt, McpResource, McpTool } from './mcp-registry.ts';

/** The form in which workers return results: the content is JSON as text. */
const envelope = z.object({
  type: z.string(),
  content: z.string(),
  structuredContent: z.string().nullish(),
});

type Returned = TypedData | null | undefined;

/** Converts the return value of a tool's function. @throws Error when it is not in the worker's form */
export function toolResult(tool: McpTool, returned: Returned): CallToolResult {
  const text = textOf(returned);
  if (text === undefined) return { content: [] };
  if (!tool.hasResultSchema) return { content: [{ type: 'text', text }] };
  const { type, content, structuredContent } = parseEnvelope(text);
  const parsed = JSON.parse(content);
  if (type.toLowerCase() === 'call_tool_result') return parsed;
  const blocks = type.toLowerCase() === 'multi_content_result' ? parsed : [parsed];
  if (blocks.length === 0) throw new Error('No content items were produced from the McpToolResult.');
  return { content: blocks, ...(structuredContent ? { structuredContent: JSON.parse(structuredContent) } : {}) };
}

/** Converts the return value of a resource's function: text, bytes, or the worker's form. */
export function resourceResult({ mimeType }: McpResource, uri: string, returned: Returned): ReadResourceResult {
  const described = { uri, ...(mimeType ? { mimeType } : {}) };
  if (returned?.bytes) return { contents: [{ ...described, blob: Buffer.from(returned.bytes).toString('base64') }] };
  const text = textOf(returned);
  if (text === undefined) return { contents: [] };
  const worker = envelope.partial({ type: true }).safeParse(jsonOf(text));
  const contents = worker.success ? jsonOf(worker.data.content) : undefined;
  if (typeof contents !== 'object' || contents === null) return { contents: [{ ...described, text }] };
  const given = Object.fromEntries(Object.entries(contents).filter(([, value]) => value !== '' && value !== null));
  return { contents: [{ ...described, ...given } as ReadResourceResult['contents'][number]] };
}

/** Converts the return value of a prompt's function. @throws Error when it is not in the worker's form */
export function promptResult(prompt: McpPrompt, returned: Returned): GetPromptResult {
  const text = textOf(returned);
  if (text === undefined) return { messages: [] };
  if (!prompt.hasResultSchema) return { messages: [{ role: 'user', content: { type: 'text', text } }] };
  const { type, content } = parseEnvelope(text);
  switch (type.toLowerCase()) {
    case 'get_prompt_result':
      return JSON.parse(content);
    case 'prompt_messages':
      return { messages: JSON.parse(content) };
    default:
      throw new Error(`Unknown McpPromptResult type: '${type}'.`);
  }
}

function parseEnvelope(text: string): z.infer<typeof envelope> {
  const result = envelope.safeParse(jsonOf(text));
  if (result.success) return result.data;
  throw new Error('The function return value could not be deserialized to a valid MCP result.');
}

function textOf(returned: Returned): string | undefined {
  if (!returned) return undefined;
  const { string, json, int, double, bytes } = returned;
  if (json === 'null') return undefined;
  if (bytes) return Buffer.from(bytes).toString('base64');
  return string ?? json ?? (int ?? double)?.toString();
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
