import * as z from 'zod';
import { explainManagement } from '../../../azure/management/explain-management.ts';
import type { Management } from '../../../azure/management/management.ts';
import type { CheckedConfig } from '../../../config/define-config.ts';
import { type Finding, fail, pass } from '../finding.ts';
import type { AzureResources } from './resources.ts';

/** The API version of the templates (infra/foundry/account.bicep). */
const VERSION = '2025-06-01';

const deployment = z.object({
  name: z.string(),
  properties: z.object({ provisioningState: z.string().optional() }),
});

const check = 'model deployments';

/** Checks that every model that an agent names is deployed in the account. */
export async function checkModels(
  azure: Management,
  { account }: AzureResources,
  { agents }: Pick<CheckedConfig, 'agents'>,
): Promise<readonly Finding[]> {
  const wanted = [...new Set(Object.values(agents).map(({ model }) => model))];
  if (wanted.length === 0) return [];
  try {
    const found = await azure.list(`${account}/deployments`, VERSION, deployment);
    const missing = wanted.filter((model) => !found.some(({ name }) => name === model));
    if (missing.length > 0) {
      const has = found.map(({ name }) => name).join(', ') || 'none';
      return [
        fail(
          check,
          `${missing.join(', ')} of foundry.config.ts is not deployed; the account has ${has}`,
          'add it to infra/models.json and run azd provision, or name another model in foundry.config.ts',
        ),
      ];
    }
    const unfinished = found.filter(
      ({ name, properties: { provisioningState: state = 'Succeeded' } }) =>
        wanted.includes(name) && state !== 'Succeeded',
    );
    if (unfinished.length === 0) return [pass(check, `${wanted.join(', ')} deployed`)];
    const states = unfinished.map(({ name, properties }) => `${name} is ${properties.provisioningState}`).join(', ');
    return [
      fail(check, states, 'run npm run deploy:check, which examines version, quota and retirement, then azd provision'),
    ];
  } catch (error) {
    return [fail(check, ...explainManagement(error))];
  }
}
