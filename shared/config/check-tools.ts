import { TerminalError } from '../core/errors.ts';
import type { AgentTool } from '../tools/agent-tool.ts';

/**
 * Returns every tool once. Two tools with one name, or with names that map to one queue or route, are an error: calls of one would reach
 * the other.
 * @throws TerminalError that names both places
 */
export function checkTools(places: readonly (readonly [place: string, tools: readonly AgentTool[]])[]): AgentTool[] {
  const known = new Map<string, { readonly tool: AgentTool; readonly place: string }>();
  for (const [list, tools] of places) {
    for (const [at, tool] of tools.entries()) {
      const place = `${list}[${at}]`;
      // The Functions host does not tell names and routes apart by their case.
      for (const key of [`queue ${tool.queues.input}`, `name ${tool.name.toLowerCase()}`]) {
        const other = known.get(key) ?? { tool, place };
        if (other.tool !== tool) throw clash(place, tool, other.place, other.tool);
        known.set(key, other);
      }
      if (tools.indexOf(tool) !== at) {
        throw new TerminalError(
          `foundry.config.ts: ${place} names the tool "${tool.name}" a second time. Take it out.`,
        );
      }
    }
  }
  return [...new Set([...known.values()].map(({ tool }) => tool))];
}

function clash(place: string, tool: AgentTool, otherPlace: string, other: AgentTool): TerminalError {
  const alike =
    tool.queues.input === other.queues.input && tool.name !== other.name
      ? `the same queue, "${tool.queues.input}"`
      : 'the same name';
  return new TerminalError(
    `foundry.config.ts: the tools "${tool.name}" at ${place} and "${other.name}" at ${otherPlace} are two definitions with ${alike}. ` +
      'Rename one of them.',
  );
}
