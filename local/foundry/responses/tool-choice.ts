import { badRequest } from '../frame/api-error.ts';
import { isRecord } from '../model/json-schema.ts';
import type { ModelTool, ModelToolChoice } from '../model/model.ts';
import type { Tool } from '../tools/tool-kind.ts';
import type { ToolChoice } from './create-body.ts';

export interface ChosenTools {
  readonly functions: ModelTool[];
  readonly choice: ModelToolChoice;
}

/**
 * What the model may call and must call. A choice by type means that type's one function, or any call when it has several.
 * @throws ApiError 400 when the choice names no tool of the request
 */
export function chosenTools(
  tools: readonly Tool[],
  types: readonly string[],
  given: ToolChoice | null | undefined,
): ChosenTools {
  const functions = tools.flatMap((tool) => [...tool.functions]);
  if (given === null || given === undefined || typeof given === 'string') {
    if (given === 'required' && functions.length === 0)
      throw badRequest('tool_choice is "required", but there are no tools.', 'tool_choice');
    return { functions, choice: given ?? 'auto' };
  }
  if (given.type === 'allowed_tools') return allowed(functions, given);
  const fitting = tools.filter((_, index) => types[index] === given.type).flatMap((tool) => [...tool.functions]);
  const named = given.name === undefined ? fitting : fitting.filter(({ name }) => name === given.name);
  const [only] = named;
  if (!only)
    throw badRequest(
      `tool_choice asks for ${given.name ?? `a tool of type "${given.type}"`}, which is not among the tools.`,
      'tool_choice',
    );
  return { functions, choice: named.length === 1 ? { name: only.name } : 'required' };
}

/** The v1 clients' `allowed_tools`: a choice among some of the tools. */
function allowed(functions: ModelTool[], given: { readonly [field: string]: unknown }): ChosenTools {
  const names = Array.isArray(given.tools)
    ? given.tools.map((tool: unknown) => (isRecord(tool) ? tool.name : undefined))
    : [];
  return {
    functions: functions.filter(({ name }) => names.includes(name)),
    choice: given.mode === 'required' ? 'required' : 'auto',
  };
}
