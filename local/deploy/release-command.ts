import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod';
import type { Management } from '../../shared/azure/management/management.ts';
import { ManagementError } from '../../shared/azure/management/management.ts';
import { TerminalError } from '../../shared/core/errors.ts';

const VERSION = '2025-06-01';
const NETWORK_VERSION = '2024-05-01';
const ACCOUNTS = 'Microsoft.CognitiveServices/accounts';

const account = z.object({
  id: z.string(),
  name: z.string(),
  location: z.string(),
  properties: z.object({ networkInjections: z.array(z.object({ subnetArmId: z.string() })).nullish() }),
});
const subnet = z.object({ properties: z.object({ serviceAssociationLinks: z.array(z.unknown()).default([]) }) });

export interface ReleaseCommand {
  readonly azure: Management;
  readonly subscription: string;
  readonly resourceGroup: string;
  /** Must be the name of the resource group: the account with its agents and files is deleted for good. */
  readonly confirmed: string | undefined;
  readonly print: (line: string) => void;
  /** Milliseconds between two looks at the subnet. */
  readonly every?: number;
  /** Milliseconds after which waiting ends. */
  readonly patience?: number;
}

/**
 * `npm run deploy:release -- RESOURCE_GROUP`: deletes and purges the Foundry accounts of a deployment and waits until their subnet is
 * released, so that `azd down` can delete the network. Azure releases the subnet up to 20 minutes after the purge.
 * Source: README of foundry-samples 15, "Account Deletion Prerequisites and Cleanup Guidance", and pull request 276.
 * @returns the exit code
 */
export async function releaseCommand(command: ReleaseCommand): Promise<number> {
  const { azure, subscription, resourceGroup, confirmed, print, every = 30_000, patience = 1_800_000 } = command;
  if (confirmed !== resourceGroup) {
    throw new TerminalError(
      `This deletes the Foundry account of ${resourceGroup} with its agents, files and vector stores for good. ` +
        `To confirm: npm run deploy:release -- ${resourceGroup}`,
    );
  }
  const group = `/subscriptions/${subscription}/resourceGroups/${resourceGroup}`;
  const accounts = await azure.list(`${group}/providers/${ACCOUNTS}`, VERSION, account).catch(none);
  if (accounts.length === 0) print(`There is no Foundry account in ${resourceGroup}.`);
  for (const { id, name, location, properties } of accounts) {
    print(`Deleting ${name} ...`);
    await azure.delete(id, VERSION);
    await waitUntil(() => isGone(azure, id), every, patience, `${name} is still being deleted. Run this again.`);
    const deleted = `/subscriptions/${subscription}/providers/Microsoft.CognitiveServices/locations/${location}/resourceGroups/${resourceGroup}/deletedAccounts/${name}`;
    await azure.delete(deleted, VERSION);
    print(`Purged ${name}.`);
    for (const { subnetArmId } of properties.networkInjections ?? []) {
      print('Waiting until Azure releases the subnet of the agents; this takes up to 20 minutes ...');
      const released = async () => {
        const found = await azure.get(subnetArmId, NETWORK_VERSION, subnet).catch(() => undefined);
        return found === undefined || found.properties.serviceAssociationLinks.length === 0;
      };
      await waitUntil(released, every, patience, `${subnetArmId} is still in use. Run this again.`);
      print('The subnet is released.');
    }
  }
  print('Now run: azd down --purge');
  return 0;
}

const none = (error: unknown) => {
  if (error instanceof ManagementError && error.status === 404) return [];
  throw error;
};

async function isGone(azure: Management, id: string): Promise<boolean> {
  try {
    await azure.get(id, VERSION, z.unknown());
    return false;
  } catch (error) {
    if (error instanceof ManagementError && error.status === 404) return true;
    throw error;
  }
}

async function waitUntil(isDone: () => Promise<boolean>, every: number, patience: number, late: string): Promise<void> {
  for (const until = Date.now() + patience; !(await isDone()); await sleep(every)) {
    if (Date.now() > until) throw new TerminalError(late);
  }
}
