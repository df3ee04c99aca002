import { perProject } from '../../../core/project/per-project.ts';
import { azureFunctionKind } from './azure-function-kind.ts';
import { codeInterpreterKind } from './code-interpreter-kind.ts';
import { fileSearchKind } from './file-search-kind.ts';
import { functionKind } from './function-kind.ts';
import type { RunToolKind } from './run-tool.ts';

/** All tool types that assistants may have in a project. A new one is a file beside this one and a line here. */
export const runToolKinds = perProject((project): readonly RunToolKind[] => [
  functionKind,
  fileSearchKind(project),
  codeInterpreterKind(project),
  azureFunctionKind(project),
]);
