import type { Collection, Store } from '../../core/store/store.ts';

/** An agent's definition as its maker wrote it; `kind` says which of the reference's shapes it has. */
export interface AgentDefinition {
  readonly kind: string;
  readonly [field: string]: unknown;
}

export interface AgentVersion {
  readonly object: 'agent.version';
  /** `name:version` */
  readonly id: string;
  readonly name: string;
  readonly version: string;
  readonly created_at: number;
  readonly description?: string;
  readonly metadata: Readonly<Record<string, string>>;
  readonly definition: AgentDefinition;
}

/** The stored record of an agent, without its versions. */
export interface AgentRecord {
  /** Also its id. */
  readonly name: string;
  /** Kind of the latest version. */
  readonly kind: string;
  /** Number of the newest version there ever was: a deleted number is not given again. */
  readonly lastVersion: number;
  readonly disabled?: true;
  readonly agent_endpoint?: AgentEndpoint;
  readonly agent_card?: object;
}

/** Configuration of an agent's own endpoint. */
export interface AgentEndpoint {
  readonly version_selector?: {
    readonly version_selection_rules: readonly {
      readonly agent_version: string;
      readonly traffic_percentage: number;
    }[];
  };
}

export interface AgentStore {
  readonly agents: Collection<AgentRecord>;
  readonly versions: Collection<AgentVersion>;
  /** The version of that number, or the latest. `undefined` when the agent or the version does not exist. */
  find(name: string, version?: string): AgentVersion | undefined;
}

/** The agents of one project. */
export function agentStore(store: Store): AgentStore {
  const agents = store.collection<AgentRecord>({
    name: 'agents',
    key: ({ name }) => name,
    indexes: { kind: ({ kind }) => kind },
  });
  const versions = store.collection<AgentVersion>({
    name: 'agentVersions',
    key: ({ id }) => id,
    indexes: { agent: ({ name }) => name },
  });
  return {
    agents,
    versions,
    find: (name, version) =>
      version === undefined
        ? versions.list({ where: { agent: name }, order: 'desc', limit: 1 }).objects[0]
        : versions.get(`${name}:${version}`),
  };
}
