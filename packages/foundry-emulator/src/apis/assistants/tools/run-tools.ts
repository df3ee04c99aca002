import { perProject } from '../../../core/project/per-project.ts';
import { azureFunctionKind } from './azure-function-kind.ts';
import { classicAgentKinds } from './classic-agent-kinds.ts';
import { codeInterpreterKind } from './code-interpreter-kind.ts';
import { fileSearchKind } from './file-search-kind.ts';
import { functionKind } from './function-kind.ts';
import type { RunToolKind } from './run-tool.ts';

/** Returns all tool types of assistants. Add a new type here. */
export const runToolKinds = perProject((project): readonly RunToolKind[] => [
  functionKind,
  fileSearchKind(project),
  codeInterpreterKind(project),
  azureFunctionKind(project),
  ...classicAgentKinds(project),
]);
