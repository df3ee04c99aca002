import { readFileSync } from 'node:fs';
import path from 'node:path';
import * as z from 'zod';
import storage from '../../infra/data/storage.json' with { type: 'json' };
import type { Footprint } from './cost.ts';

const environment = z.object({
  agentSetup: z.enum(['basic', 'standard']),
  searchSku: z.enum(['basic', 'standard']),
  zoneRedundant: z.boolean(),
  zoneRedundantApp: z.boolean(),
  toolAlwaysReady: z.number(),
  instanceMemoryMB: z.number(),
  privateNetwork: z.boolean(),
  monthlyBudget: z.number(),
});

export type Environment = z.infer<typeof environment>;

/** The parameters of infra/environments/KIND.json that cost money. */
export function readEnvironment(kind: 'dev' | 'prod'): Environment {
  const file = path.resolve(import.meta.dirname, '../../infra/environments', `${kind}.json`);
  return environment.parse(JSON.parse(readFileSync(file, 'utf8')));
}

/**
 * Counts what the templates create with new resources throughout.
 * @param functions trigger type of each function of the app, by name
 */
export function footprintOf(of: Environment, functions: Readonly<Record<string, string>>): Footprint {
  const isStandard = of.agentSetup === 'standard';
  const ingests = storage.containers.some((container) => 'ingested' in container);
  return {
    ...of,
    functions,
    toolFunctions: storage.toolFunctions,
    // Three services of the host's account and of the data account, Foundry, and the agents' three stores.
    privateEndpoints: of.privateNetwork ? 7 + (isStandard ? 3 : 0) : 0,
    privateDnsZones: of.privateNetwork ? 6 + (isStandard ? 2 : 0) : 0,
    storageAccounts: isStandard ? 3 : 2,
    logAlerts: 6,
    metricAlerts: ingests ? 4 : 1,
  };
}
