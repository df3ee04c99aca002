import { readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { explainManagement } from '../../shared/azure/management/explain-management.ts';
import { management } from '../../shared/azure/management/management.ts';
import { messageOf } from '../../shared/core/errors.ts';
import { checkPermissions, checkQuota, type WantedModel } from './subscription-checks.ts';

const permission = z.object({ actions: z.array(z.string()).default([]), notActions: z.array(z.string()).default([]) });
const usage = z.object({
  name: z.object({ value: z.string() }),
  currentValue: z.number().default(0),
  limit: z.number().default(0),
});

export interface DeployCheck {
  readonly env: NodeJS.ProcessEnv;
  readonly print: (line: string) => void;
}

/**
 * `npm run deploy:check`, run by `azd` before it provisions: may the caller do what the templates do, and is there quota for the models?
 * Reads AZURE_SUBSCRIPTION_ID, AZURE_LOCATION and DEPLOYMENT_KIND, as azd sets them. Changes nothing. Returns the exit code.
 */
export async function deployCheckCommand({ env, print }: DeployCheck): Promise<number> {
  const { AZURE_SUBSCRIPTION_ID: subscription, AZURE_LOCATION: region, DEPLOYMENT_KIND: kind = 'dev' } = env;
  if (!subscription || !region) {
    print('! AZURE_SUBSCRIPTION_ID and AZURE_LOCATION are not set. Run this through `azd provision`, or set both.');
    return 1;
  }
  const of = `/subscriptions/${subscription}/providers`;
  try {
    const azure = management(env);
    const held = await azure.list(`${of}/Microsoft.Authorization/permissions`, '2022-04-01', permission);
    const findings = [...checkPermissions(held)];
    if (!env.EXISTING_FOUNDRY_ACCOUNT) {
      const place = `${of}/Microsoft.CognitiveServices/locations/${region}/usages`;
      findings.push(...checkQuota(await azure.list(place, '2025-06-01', usage), wantedModels(kind), region));
    }
    for (const { ok, line } of findings) print(`${ok ? ' ' : '!'} ${line}`);
    return findings.every(({ ok }) => ok) ? 0 : 1;
  } catch (error) {
    print(`! ${messageOf(error)}`);
    print(`  ${explainManagement(error)[1]}`);
    return 1;
  }
}

function wantedModels(kind: string): readonly WantedModel[] {
  const file = path.resolve(import.meta.dirname, `../../infra/environments/${kind}.json`);
  return (JSON.parse(readFileSync(file, 'utf8')) as { models: readonly WantedModel[] }).models;
}
