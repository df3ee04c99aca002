import { createHash } from 'node:crypto';
import { type CheckedConfig, toolBindings } from './define-config.ts';

/** Returns the shard of each agent that calls tools over queues. */
export const agentShards = ({ agents, storage }: Pick<CheckedConfig, 'agents' | 'storage'>) =>
  assignShards(
    Object.keys(agents).filter((name) => toolBindings(agents[name] ?? {}).some(({ via }) => via === 'queue')),
    storage.shards,
  );

/**
 * Assigns agents to the shards of the tool queues. The same agents and the same number give the same assignment everywhere. No shard gets more
 * than its share of the agents, rounded up; another shard moves few agents (rendezvous hashing with bounded loads).
 * @param agents names of the agents
 * @param shards number of shards
 */
export function assignShards(agents: readonly string[], shards: number): ReadonlyMap<string, number> {
  const most = Math.ceil(agents.length / shards);
  const loads = Array.from({ length: shards }, () => 0);
  const assigned = new Map<string, number>();
  for (const agent of agents.toSorted((a, b) => (hash(a) < hash(b) ? -1 : 1))) {
    const preferred = loads.map((_, shard) => shard).toSorted((a, b) => (weight(agent, a) > weight(agent, b) ? -1 : 1));
    const shard = preferred.find((one) => (loads[one] ?? most) < most) ?? 0;
    loads[shard] = (loads[shard] ?? 0) + 1;
    assigned.set(agent, shard);
  }
  return assigned;
}

const hash = (text: string): string => createHash('sha256').update(text).digest('hex');
const weight = (agent: string, shard: number): string => hash(`${shard} ${agent}`);
