import path from 'node:path';
import type { Endpoints } from './platform.ts';

/** Says where everything is and what to try, once the tour is over. */
export function showWhere({ functions, foundryProject, azureOpenAI, certificate }: Endpoints, state: string): void {
  const here = (file: string) => path.relative(process.cwd(), file) || '.';
  console.log(`
Where everything is
  Functions       ${functions}   (health: ${functions}/api/health, tools: ${functions}/api/openapi.json)
  Foundry project ${foundryProject}
  Azure OpenAI    ${azureOpenAI}
  Certificate     ${here(certificate)}   (trust it with NODE_EXTRA_CA_CERTS)
  All of it       ${here(path.join(state, 'endpoints.json'))}
  Logs            ${here(path.join(state, 'logs'))}

Try next
  curl -s ${functions}/api/health
  Add a tool: one file in functions/tools, and its name in foundry.config.ts (README, "Add a tool").

Ctrl+C stops everything; what it remembers stays in ${here(state)}.`);
}
