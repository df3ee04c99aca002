import { TerminalError } from '../core/errors.ts';
import { type CheckedEvaluations, checkEvaluations } from '../evaluations/config/check-evaluations.ts';
import type { EvaluationConfig } from '../evaluations/config/evaluation.ts';
import { checkedSources } from '../ingestion/sources/check-sources.ts';
import type { Source, SourceConfig } from '../ingestion/sources/source.ts';
import type { AgentTool } from '../tools/agent-tool.ts';
import { checkTools } from './check-tools.ts';
import { configSchema, explainConfigIssues } from './config-schema.ts';

/** The way from an agent to a tool: a storage queue, the app's HTTP route, or its MCP server. */
export type ToolChannel = 'queue' | 'openapi' | 'mcp';

/** A tool with the way on which an agent calls it. */
export interface ToolBinding {
  readonly tool: AgentTool;
  readonly via: ToolChannel;
}

/** One agent of the project. */
export interface AgentConfig {
  /** Name of the model deployment. */
  readonly model: string;
  /** Instructions that the model gets before every conversation. */
  readonly instructions?: string;
  /** Shown in the list of agents. */
  readonly description?: string;
  /** Tools of this app that the agent may call, over queues unless `via` says otherwise. */
  readonly tools?: readonly (AgentTool | ToolBinding)[];
  /** Sources of `ingestion` that the agent may search. */
  readonly search?: readonly string[];
  /** 0 to 2. Change this or topP, not both. */
  readonly temperature?: number;
  /** 0 to 1. */
  readonly topP?: number;
}

/** Limits for fine-tuning jobs and evaluation runs. */
export interface JobsConfig {
  /** Containers of the data storage that jobs may read; `training-data` by default. */
  readonly containers?: readonly string[];
}

const DEFAULT_JOB_CONTAINERS = ['training-data'];

/** The content of foundry.config.ts: agents, tools, ingestion sources and evaluations of a deployment. */
export interface FoundryConfig {
  /** By name: letters, digits and inner hyphens, at most 63 characters. */
  readonly agents?: Readonly<Record<string, AgentConfig>>;
  /** Further tools to serve: for agents that are defined elsewhere, or for HTTP callers only. */
  readonly tools?: readonly AgentTool[];
  /** Blobs to make searchable in vector stores, by the name of the source. */
  readonly ingestion?: Readonly<Record<string, SourceConfig>>;
  readonly jobs?: JobsConfig;
  /** By name: letters, digits and inner hyphens, at most 63 characters. */
  readonly evaluations?: Readonly<Record<string, EvaluationConfig>>;
  /** Storage that the tools use beside their queues. `npm run infra:sync` declares it for Azure. */
  readonly storage?: StorageConfig;
  /** Call of an agent's tool with which `npm run smoke` checks a deployment; by default an idempotent tool with made-up arguments. */
  readonly smoke?: SmokeConfig;
}

export interface StorageConfig {
  /** Names of tables. */
  readonly tables?: readonly string[];
  /** Storage accounts that the queues of the tools are spread over, by agent. Default 1. See docs/tools.md, "Shards". */
  readonly shards?: number;
  /** Shards that are still read: the `shards` of the deployment before, until its queues are empty. */
  readonly drain?: number;
}

/** Storage with its defaults. */
export interface CheckedStorage {
  readonly tables: readonly string[];
  /** Shards that agents write to. */
  readonly shards: number;
  /** Shards that the app reads: `shards`, or `drain` if that is more. */
  readonly readShards: number;
}

export interface SmokeConfig {
  /** A tool of one of the agents. */
  readonly tool: AgentTool;
  readonly arguments: Readonly<Record<string, unknown>>;
}

/** A validated config with every default filled in. */
export interface CheckedConfig {
  readonly agents: Readonly<Record<string, AgentConfig>>;
  /** Every tool of the config, once. */
  readonly tools: readonly AgentTool[];
  /** In the order of the config. */
  readonly ingestion: readonly Source[];
  readonly jobs: Required<JobsConfig>;
  /** Invalid entries are listed separately and do not stop the others. */
  readonly evaluations: CheckedEvaluations;
  readonly storage: CheckedStorage;
  readonly smoke?: SmokeConfig;
}

/**
 * Validates foundry.config.ts and fills in the defaults.
 *
 * @returns the config that `functions/app.ts` registers
 * @throws TerminalError that lists every problem with its path, for example `agents.support.tools[1]: is not a tool: ...`
 *
 * @example
 * export default defineConfig({
 *   agents: { support: { model: 'gpt-4o-mini', instructions: 'Answer questions about orders.', tools: [getOrderStatus] } },
 *   ingestion: { handbook: { from: 'documents/handbook/**\/*.{md,pdf}' } },
 *   evaluations: {
 *     nightly: { eval: answersAreGrounded, target: 'support', data: { blob: 'training-data/questions.jsonl' }, when: cron('0 2 * * *') },
 *   },
 * });
 */
export function defineConfig(config: FoundryConfig): CheckedConfig {
  const parsed = configSchema.safeParse(config);
  if (!parsed.success) throw explainConfigIssues(parsed.error, config);
  const agents = config.agents ?? {};
  const places = Object.entries(agents).map(
    ([name, agent]) => [`agents.${name}.tools`, toolBindings(agent).map(({ tool }) => tool)] as const,
  );
  checkSearch(agents, Object.keys(config.ingestion ?? {}));
  return {
    agents,
    tools: checkTools([...places, ['tools', config.tools ?? []]]),
    ingestion: checkedSources(config.ingestion ?? {}),
    jobs: { containers: config.jobs?.containers ?? DEFAULT_JOB_CONTAINERS },
    evaluations: checkEvaluations(config.evaluations ?? {}),
    storage: checkedStorage(config.storage ?? {}),
    ...(config.smoke === undefined ? {} : { smoke: config.smoke }),
  };
}

/** Returns the tools of an agent, each with its channel. */
export const toolBindings = ({ tools = [] }: Pick<AgentConfig, 'tools'>): readonly ToolBinding[] =>
  tools.map((entry) => ('via' in entry ? entry : { tool: entry, via: 'queue' }));

function checkedStorage({ tables = [], shards = 1, drain = 1 }: StorageConfig): CheckedStorage {
  return { tables, shards, readShards: Math.max(shards, drain) };
}

/** @throws TerminalError when an agent searches a source that is not in `ingestion` */
function checkSearch(agents: Readonly<Record<string, AgentConfig>>, sources: readonly string[]): void {
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
