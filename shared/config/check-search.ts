import { TerminalError } from '../core/errors.ts';
import type { AgentConfig } from './define-config.ts';

/** @throws TerminalError when an agent is to search a source that there is not */
export function checkSearch(agents: Readonly<Record<string, AgentConfig>>, sources: readonly string[]): void {
  const known = sources.length > 0 ? `there are ${sources.join(', ')}` : 'there are none';
  const wrong = Object.entries(agents).flatMap(([agent, { search = [] }]) =>
    search.flatMap((source, at) =>
      sources.includes(source)
        ? []
        : [`agents.${agent}.search[${at}]: there is no source "${source}" in ingestion, ${known}`],
    ),
  );
  if (wrong.length > 0)
    throw new TerminalError(`foundry.config.ts cannot be used: ${wrong.join('; ')}. Correct it and start again.`);
}
