/** One thing that was looked at before provisioning, and what to do when it is not as it has to be. */
export interface Finding {
  readonly ok: boolean;
  readonly line: string;
}

/** What Azure says somebody may do at a place. */
export interface Permission {
  readonly actions?: readonly string[];
  readonly notActions?: readonly string[];
}

/** How much of a quota is used. `name.value` is for instance `OpenAI.GlobalStandard.gpt-4o-mini`. */
export interface Usage {
  readonly name?: { readonly value?: string };
  readonly currentValue?: number;
  readonly limit?: number;
}

/** A model deployment as environments/*.json name it; `capacity` in thousands of tokens a minute. */
export interface WantedModel {
  readonly model: string;
  readonly sku: string;
  readonly capacity: number;
}

const NEEDED = [
  'Microsoft.Resources/deployments/write',
  'Microsoft.Resources/subscriptions/resourceGroups/write',
  'Microsoft.Authorization/roleAssignments/write',
];

/** May the caller make resources and grant roles in the subscription? */
export function checkPermissions(permissions: readonly Permission[]): readonly Finding[] {
  return NEEDED.map((action) => {
    const ok = permissions.some(({ actions = [], notActions = [] }) => {
      return matches(actions, action) && !matches(notActions, action);
    });
    const remedy = action.includes('roleAssignments')
      ? 'you need Owner, or Contributor with Role Based Access Control Administrator, on the subscription'
      : 'you need Contributor on the subscription';
    return { ok, line: ok ? `You may ${action}.` : `You may not ${action}: ${remedy}.` };
  });
}

/** Is there enough quota in the region for the models that are wanted? A quota Azure does not list counts as there not being any. */
export function checkQuota(
  usages: readonly Usage[],
  wanted: readonly WantedModel[],
  region: string,
): readonly Finding[] {
  return wanted.map(({ model, sku, capacity }) => {
    const quota = `OpenAI.${sku}.${model}`;
    const usage = usages.find(({ name }) => name?.value?.toLowerCase() === quota.toLowerCase());
    const left = Math.max(0, (usage?.limit ?? 0) - (usage?.currentValue ?? 0));
    if (left >= capacity) return { ok: true, line: `${quota}: ${left} thousand tokens a minute left in ${region}.` };
    return {
      ok: false,
      line:
        `${quota}: ${left} thousand tokens a minute left in ${region}, ${capacity} wanted. Ask for more quota, choose another ` +
        'region (azd env set AZURE_LOCATION ...), or lower "capacity" in infra/environments.',
    };
  });
}

function matches(patterns: readonly string[], action: string): boolean {
  return patterns.some((pattern) => {
    const parts = pattern.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
    return new RegExp(`^${parts.join('.*')}$`, 'i').test(action);
  });
}
