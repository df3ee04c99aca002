import { openShards, shardNumbers } from '../../azure/storage/shards.ts';
import type { Storage } from '../../azure/storage/storage.ts';
import { agentShards } from '../../config/agent-shards.ts';
import type { CheckedConfig } from '../../config/define-config.ts';
import { isDryRun } from '../../core/dry-run.ts';
import { explainFailure } from '../../foundry/explain-failure.ts';
import { projectClient } from '../../foundry/project-client.ts';
import { deployAgent } from './deploy-agent.ts';
import { ensureQueues } from './ensure-queues.ts';
import { searchStores } from './search-stores.ts';
import { showDeployed } from './show-deployed.ts';

/** A command that deploys foundry.config.ts to the project. */
export interface ProjectCommand {
  readonly config: CheckedConfig;
  /** Arguments of the command: `--dry-run`, or none. */
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  /** Receives the report, line by line. */
  readonly print: (line: string) => void;
}

/**
 * `npm run agents`: brings the agents of foundry.config.ts to the project that FOUNDRY_PROJECT_ENDPOINT names. An agent that has
 * not changed gets no new version; one that the config does not name is left alone. `--dry-run` only shows what would change.
 * Returns the exit code: 1 when an agent could not be brought.
 * @throws TerminalError when the settings cannot be used
 */
export async function agentsCommand({ config, args, env, print }: ProjectCommand): Promise<number> {
  const dryRun = isDryRun(args, 'agents');
  const project = projectClient(env);
  const shardStorage = openShards(env);
  // A missing setting is an error before anything is changed.
  shardStorage(0);
  const shards = agentShards(config);
  if (!dryRun) await makeQueues(shardStorage, config, print);
  const stores = await searchStores(config, project, dryRun).catch((error: unknown) => explainFailure(error));
  if (typeof stores === 'string') {
    print(`! The vector stores that agents search: ${stores}`);
    return 1;
  }
  const placesOf = (name: string) => ({
    project,
    queueEndpoint: shardStorage(shards.get(name) ?? 0).queueEndpoint,
    searchStores: stores,
    env,
    dryRun,
  });
  let exitCode = 0;
  for (const [name, agent] of Object.entries(config.agents)) {
    try {
      print(showDeployed(name, await deployAgent(name, agent, placesOf(name))));
    } catch (error) {
      exitCode = 1;
      print(`! ${name}: ${explainFailure(error)}`);
    }
  }
  if (Object.keys(config.agents).length === 0) print('foundry.config.ts names no agents: nothing to do.');
  return exitCode;
}

/** Makes the queues of every tool on every shard: one that no agent has yet can be called by hand and is checked by the doctor. */
async function makeQueues(
  shardStorage: (shard: number) => Storage,
  { tools, storage }: CheckedConfig,
  print: (line: string) => void,
): Promise<void> {
  for (const shard of shardNumbers(storage.readShards))
    for (const problem of await ensureQueues(shardStorage(shard), tools)) print(`! ${problem}`);
}
