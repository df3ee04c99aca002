import path from 'node:path';
import type { Endpoints } from './platform.ts';

/** Prints every address that a person can open, and what to try next. */
export function showWhere(endpoints: Endpoints, state: string): void {
  const { functions, foundryProject, azureOpenAI, certificate } = endpoints;
  const here = (file: string) => path.relative(process.cwd(), file) || '.';
  console.log(`
Addresses
  Functions         ${functions}
  Console           ${endpoints.console}
  OpenAPI           ${functions}/api/openapi.json
  Health            ${functions}/api/health
  Foundry project   ${foundryProject}
  Azure OpenAI      ${azureOpenAI}
  Emulator console  ${azureOpenAI}/_emulator/
  Certificate       ${here(certificate)}   (trust it with NODE_EXTRA_CA_CERTS)
  All of them       ${here(path.join(state, 'endpoints.json'))}
  Logs              ${here(path.join(state, 'logs'))}

Try next
  npm run ask -- AGENT "question"
  npm run new -- tool get_weather

Ctrl+C stops everything. The state stays in ${here(state)}.`);
}
