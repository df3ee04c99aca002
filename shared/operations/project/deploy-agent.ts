import type { AIProjectClient } from '@azure/ai-projects';
import type { AgentConfig } from '../../config/define-config.ts';
import type { Difference } from '../../core/differences.ts';
import { TerminalError } from '../../core/errors.ts';
import { type AgentDefinition, agentDefinition, MANAGED_PARTS, type ToolPlaces } from './agent-definition.ts';
import { agentDifferences } from './agent-difference.ts';

/** The change of one agent, made or planned by a dry run. */
export type Deployed =
  | { readonly kind: 'created'; readonly version?: string; readonly definition: AgentDefinition }
  | { readonly kind: 'changed'; readonly version?: string; readonly differences: readonly Difference[] }
  | { readonly kind: 'unchanged'; readonly version: string };

export interface AgentDeployment extends ToolPlaces {
  readonly project: AIProjectClient;
  /** Only says what would be done. */
  readonly dryRun: boolean;
}

/** Brings one agent of the config to the project: a new version only when its definition or its description has changed. */
export async function deployAgent(
  name: string,
  agent: AgentConfig,
  { project, dryRun, ...places }: AgentDeployment,
): Promise<Deployed> {
  const wanted = agentDefinition(agent, places);
  const latest = await latestVersion(project, name);
  if (latest === undefined) {
    return { kind: 'created', definition: wanted, ...(dryRun ? {} : await addVersion(project, name, agent, wanted)) };
  }
  if (latest.definition.kind !== wanted.kind) {
    throw new TerminalError(
      `An agent named "${name}" exists, of the kind "${String(latest.definition.kind)}". It is left alone: choose another name in foundry.config.ts.`,
    );
  }
  const differences = [...agentDifferences(latest.definition, wanted), ...describedAnew(latest.description, agent)];
  if (differences.length === 0) return { kind: 'unchanged', version: latest.version };
  const definition = { ...unmanaged(latest.definition), ...wanted };
  return { kind: 'changed', differences, ...(dryRun ? {} : await addVersion(project, name, agent, definition)) };
}

interface Version {
  readonly version: string;
  readonly description: string | undefined;
  readonly definition: Readonly<Record<string, unknown>>;
}

/** The newest version of an agent; undefined when there is no such agent yet. */
async function latestVersion(project: AIProjectClient, name: string): Promise<Version | undefined> {
  try {
    const { latest } = (await project.agents.get(name)).versions;
    return { version: latest.version, description: latest.description, definition: { ...latest.definition } };
  } catch (error) {
    if (typeof error === 'object' && error !== null && 'statusCode' in error && error.statusCode === 404)
      return undefined;
    throw error;
  }
}

async function addVersion(project: AIProjectClient, name: string, agent: AgentConfig, definition: AgentDefinition) {
  const described = agent.description === undefined ? {} : { description: agent.description };
  const { version } = await project.agents.createVersion(name, definition, described);
  return { version };
}

/** Keeps settings from the portal that the config cannot express. */
function unmanaged(definition: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const managed: readonly string[] = MANAGED_PARTS;
  return Object.fromEntries(
    Object.entries(definition).filter(([part, value]) => !managed.includes(part) && value !== undefined),
  );
}

function describedAnew(deployed: string | undefined, { description }: AgentConfig): Difference[] {
  return (deployed ?? '') === (description ?? '') ? [] : [{ place: 'description', deployed, wanted: description }];
}
