import { isDeepStrictEqual } from 'node:util';
import { given } from '../../core/given.ts';
import { badRequest, conflict, notFound } from '../../core/http/api-error.ts';
import { isRecord } from '../../core/json-schema.ts';
import type { ProjectContext } from '../../core/project/project-context.ts';
import { acceptDefinition } from '../../tools/contract/tool-functions.ts';
import { openApiDefinition } from '../../tools/openapi/definition.ts';
import { type AgentDefinition, type AgentRecord, type AgentVersion, agentStore } from './agent-store.ts';

/** The content of a version. */
export interface VersionRequest {
  readonly definition: AgentDefinition;
  readonly description?: string | null;
  readonly metadata?: Readonly<Record<string, string>> | null;
}

/** An agent as clients see it. */
export interface ShownAgent {
  readonly object: 'agent';
  readonly id: string;
  readonly name: string;
  readonly state: 'enabled' | 'disabled';
  readonly versions: { readonly latest: AgentVersion | undefined };
  readonly agent_endpoint?: object;
  readonly agent_card?: object;
}

export interface AgentVersions {
  /** @throws ApiError 404 */
  agent(name: string): AgentRecord;
  /** @throws ApiError 404 */
  version(name: string, version: string): AgentVersion;
  show(agent: AgentRecord): ShownAgent;
  /** Makes an agent with its first version. @throws ApiError 409 when there is one of that name */
  create(name: string, request: VersionRequest): ShownAgent;
  /** Gives an agent a version when its definition differs from the latest. @throws ApiError 404 */
  update(name: string, request: VersionRequest): ShownAgent;
  /** The same for an agent that need not exist: the official SDKs make agents this way. */
  add(name: string, request: VersionRequest): AgentVersion;
}

/** Creates versions of agents, from requests and from manifests. */
export function agentVersions({ store, clock }: Pick<ProjectContext, 'store' | 'clock'>): AgentVersions {
  const { agents, versions, find } = agentStore(store);

  const agent = (name: string): AgentRecord => {
    const found = agents.get(name);
    if (!found) throw notFound(`Agent ${name} doesn't exist.`, 'agent_name');
    return found;
  };
  const show = ({ name, disabled, agent_endpoint, agent_card }: AgentRecord): ShownAgent => ({
    object: 'agent',
    id: name,
    name,
    state: disabled ? 'disabled' : 'enabled',
    versions: { latest: find(name) },
    ...given('agent_endpoint', agent_endpoint),
    ...given('agent_card', agent_card),
  });

  const add = (name: string, { definition, description, metadata }: VersionRequest): AgentVersion => {
    const latest = find(name);
    if (latest && isDeepStrictEqual(latest.definition, definition)) return latest;
    keepsItsContainerApp(latest?.definition, definition);
    checkOpenApiTools(definition);
    const number = (agents.get(name)?.lastVersion ?? 0) + 1;
    const version: AgentVersion = {
      object: 'agent.version',
      id: `${name}:${number}`,
      name,
      version: `${number}`,
      created_at: clock.seconds(),
      ...given('description', description),
      metadata: metadata ?? {},
      definition,
    };
    return store.transaction(() => {
      agents.put({ ...agents.get(name), name, kind: definition.kind, lastVersion: number });
      return versions.put(version).object;
    });
  };

  return {
    agent,
    show,
    add,
    version(name, version) {
      const found = find(agent(name).name, version);
      if (!found) throw notFound(`Agent ${name} has no version ${version}.`, 'agent_version');
      return found;
    },
    create(name, request) {
      if (agents.get(name)) throw conflict(`Agent ${name} already exists.`, 'name');
      add(name, request);
      return show(agent(name));
    },
    update(name, request) {
      add(agent(name).name, request);
      return show(agent(name));
    },
  };
}

/** @throws ApiError 400 for an `openapi` tool whose document cannot be one; a response would fail by it only when it is used */
function checkOpenApiTools({ tools }: AgentDefinition): void {
  for (const [index, tool] of (Array.isArray(tools) ? tools : []).entries())
    if (isRecord(tool) && tool.type === 'openapi')
      acceptDefinition(openApiDefinition, tool, `definition.tools[${index}]`);
}

/** @throws ApiError 400 when a new version of a container app agent would move to another app */
function keepsItsContainerApp(before: AgentDefinition | undefined, after: AgentDefinition): void {
  const field = 'container_app_resource_id';
  if (before?.kind !== 'container_app' || after.kind !== 'container_app' || before[field] === after[field]) return;
  throw badRequest(`${field} cannot change from one version to the next.`, `definition.${field}`);
}
