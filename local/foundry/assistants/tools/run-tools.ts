import { badRequest } from '../../frame/api-error.ts';
import { perWorld } from '../../frame/per-world.ts';
import type { ToolDefinition } from '../assistant.ts';
import { azureFunctionKind } from './azure-function-kind.ts';
import { functionKind } from './function-kind.ts';
import type { RunTool, RunToolKind } from './run-tool.ts';

/** All tool types that assistants may have in a project. A new one is a file beside this one and a line here. */
export const runToolKinds = perWorld((world): readonly RunToolKind[] => [functionKind, azureFunctionKind(world)]);

/** Makes tools ready. @throws ApiError 400 that names the definition at fault, or a type not served */
export function acceptRunTools(
  kinds: readonly RunToolKind[],
  definitions: readonly ToolDefinition[],
  param = 'tools',
): RunTool[] {
  const tools = definitions.map((definition, index) => {
    const at = `${param}[${index}]`;
    const kind = kinds.find(({ type }) => type === definition.type);
    if (kind) return kind.accept(definition, at);
    const served = kinds.map(({ type }) => type).join(', ');
    throw badRequest(`The tool type "${definition.type}" is not served by this emulator; ${served} are.`, `${at}.type`);
  });
  const names = tools.flatMap((tool) => tool.functions.map(({ name }) => name));
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw badRequest(`Two tools are named "${twice}". Names of tools must differ.`, param);
  return tools;
}
