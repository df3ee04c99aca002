import { badRequest } from '../../core/http/api-error.ts';
import { isRecord } from '../../core/json-schema.ts';
import type { ModelTool, ModelToolChoice } from '../../model/contract/model.ts';
import type { Tool } from '../../tools/contract/tool-kind.ts';
import type { ToolChoice } from './create-body.ts';

export interface ChosenTools {
  readonly functions: ModelTool[];
  readonly choice: ModelToolChoice;
}

type Named = Extract<ToolChoice, object>;

/**
 * Returns the functions and the tool choice for the model. A choice by type means the only function of that type, or any call if it has
 * several.
 * @param definitions definitions of the tools, in the same order
 * @throws ApiError 400 when the choice names a tool that the request lacks, as far as known before all tools are open
 */
export function chosenTools(
  tools: readonly Tool[],
  definitions: readonly unknown[],
  given: ToolChoice | null | undefined,
): ChosenTools {
  const functions = functionsOf(tools);
  if (given === null || given === undefined || typeof given === 'string') {
    if (given === 'required' && tools.length === 0)
      throw badRequest('tool_choice is "required", but there are no tools.', 'tool_choice');
    return { functions, choice: given === 'required' && functions.length === 0 ? 'auto' : (given ?? 'auto') };
  }
  if (given.type === 'allowed_tools') return allowed(functions, given);
  const meant = tools.filter((_, index) => isMeant(definitions[index], given));
  const named = functionsOf(meant).filter(({ name }) => given.name === undefined || name === given.name);
  // A chosen MCP server may have no tools; then the model continues without.
  const mayFollow = meant.length > 0 && given.type === 'mcp';
  const [only] = named;
  if (!only && !mayFollow)
    throw badRequest(
      `tool_choice asks for ${given.name ?? `a tool of type "${given.type}"`}, which is not among the tools.`,
      'tool_choice',
    );
  if (named.length === 1 && only) return { functions, choice: { name: only.name } };
  return { functions, choice: named.length === 0 ? 'auto' : 'required' };
}

const functionsOf = (tools: readonly Tool[]): ModelTool[] => tools.flatMap((tool) => [...tool.functions]);

const isMeant = (definition: unknown, { type, server_label: label }: Named): boolean =>
  isRecord(definition) && definition.type === type && (label === undefined || definition.server_label === label);

/** Handles `allowed_tools` of v1 clients, a choice among some of the tools. */
function allowed(functions: ModelTool[], given: Named): ChosenTools {
  const names = Array.isArray(given.tools)
    ? given.tools.map((tool: unknown) => (isRecord(tool) ? tool.name : undefined))
    : [];
  return {
    functions: functions.filter(({ name }) => names.includes(name)),
    choice: given.mode === 'required' ? 'required' : 'auto',
  };
}
