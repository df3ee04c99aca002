import { badRequest } from '../core/http/api-error.ts';
import { isRecord } from '../core/json-schema.ts';
import type { ProjectContext } from '../core/project/project-context.ts';
import type { ModelTool } from '../model/contract/model.ts';
import { azureAISearchKind } from './azure-ai-search-tool.ts';
import { azureFunctionKind } from './azure-function/azure-function-tool.ts';
import { computerUseTool } from './client/computer-use-tool.ts';
import { localShellTool } from './client/local-shell-tool.ts';
import { codeInterpreterKind } from './code-interpreter/code-interpreter-tool.ts';
import type { ToolKind } from './contract/tool-kind.ts';
import { fileSearchKind } from './file-search/file-search-tool.ts';
import { functionTool } from './function-tool.ts';
import { imageGenerationKind } from './image-generation-tool.ts';
import { mcpKind } from './mcp/mcp-tool.ts';
import { memorySearchKinds } from './memory-search/memory-search-tool.ts';
import { openApiKind } from './openapi/openapi-tool.ts';
import { structuredOutputsTool } from './structured-outputs-tool.ts';
import { unavailableKinds } from './unavailable/agent-tools.ts';
import { webSearchKinds } from './unavailable/web-search-tool.ts';

/** Tool type of any API, as far as validation needs it. */
interface Kind<Tool> {
  readonly type: string;
  /** Condition for serving it, in words that follow its name in an error message. */
  readonly condition?: string;
  accept(
    definition: Record<string, unknown> & { readonly type: string },
    param: string,
    include: readonly string[],
    model?: string,
  ): Tool;
}

/** Returns all tool types of responses and agents. */
export function toolKinds(project: ProjectContext): ToolKind[] {
  return [
    functionTool,
    azureFunctionKind(project),
    fileSearchKind(project),
    azureAISearchKind(project),
    ...memorySearchKinds(project),
    mcpKind(project),
    openApiKind(project),
    imageGenerationKind(project),
    codeInterpreterKind(project),
    structuredOutputsTool,
    computerUseTool,
    localShellTool,
    ...webSearchKinds,
    ...unavailableKinds,
  ];
}

/** Validates the tools of a request. @throws ApiError 400 that names an invalid definition or an unsupported type */
export function acceptTools<Tool extends { readonly functions: readonly ModelTool[] }>(
  kinds: readonly Kind<Tool>[],
  definitions: readonly unknown[],
  param = 'tools',
  include: readonly string[] = [],
  model?: string,
): Tool[] {
  const tools = definitions.map((definition, index) => {
    const at = `${param}[${index}]`;
    if (!isRecord(definition)) throw badRequest(`${at} must be an object.`, at);
    const kind = kinds.find(({ type }) => type === definition.type);
    if (kind) return kind.accept({ ...definition, type: kind.type }, at, include, model);
    const served = kinds
      .map(({ type, condition }) => (condition === undefined ? type : `${type} (${condition})`))
      .join(', ');
    throw badRequest(
      `The tool type "${String(definition.type)}" is not served by this emulator; ${served} are.`,
      `${at}.type`,
    );
  });
  const names = tools.flatMap((tool) => tool.functions.map(({ name }) => name));
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw badRequest(`Two tools are named "${twice}". Names of tools must differ.`, param);
  return tools;
}
