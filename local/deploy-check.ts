import { readFileSync } from 'node:fs';
import path from 'node:path';
import { azureCredential } from '../shared/credential.ts';
import { messageOf } from '../shared/errors.ts';
import { readList } from './deploy/azure-management.ts';
import {
  checkPermissions,
  checkQuota,
  type Finding,
  type Permission,
  type Usage,
  type WantedModel,
} from './deploy/subscription-checks.ts';

/**
 * `npm run deploy:check`, run by `azd` before it provisions: may the caller do what the templates do, and is there quota for the models?
 * Reads AZURE_SUBSCRIPTION_ID, AZURE_LOCATION and DEPLOYMENT_KIND, as azd sets them. Changes nothing.
 */
const { AZURE_SUBSCRIPTION_ID: subscription, AZURE_LOCATION: region, DEPLOYMENT_KIND: kind = 'dev' } = process.env;

process.exitCode = await main().catch((error: unknown) => {
  console.error(`! ${messageOf(error)}`);
  return 1;
});

async function main(): Promise<number> {
  if (!subscription || !region) {
    console.error(
      'AZURE_SUBSCRIPTION_ID and AZURE_LOCATION are not set. Run this through `azd provision`, or set both.',
    );
    return 1;
  }
  const credential = azureCredential();
  const of = `/subscriptions/${subscription}/providers`;
  const permissions = await readList(`${of}/Microsoft.Authorization/permissions?api-version=2022-04-01`, credential);
  const findings = [...checkPermissions(permissions as readonly Permission[])];
  if (!process.env.EXISTING_FOUNDRY_ACCOUNT) {
    const quota = `${of}/Microsoft.CognitiveServices/locations/${region}/usages?api-version=2025-06-01`;
    findings.push(...checkQuota((await readList(quota, credential)) as readonly Usage[], wantedModels(), region));
  }
  for (const { ok, line } of findings) console.log(`${ok ? ' ' : '!'} ${line}`);
  return findings.every(({ ok }: Finding) => ok) ? 0 : 1;
}

function wantedModels(): readonly WantedModel[] {
  const file = path.resolve(import.meta.dirname, `../infra/environments/${kind}.json`);
  return (JSON.parse(readFileSync(file, 'utf8')) as { models: readonly WantedModel[] }).models;
}
