import { type Finding, failure, ok, warning } from './finding.ts';
import type { WantedModel } from './wanted-deployment.ts';

/** Actions that the caller has, as Azure lists them for a subscription. */
export interface Permission {
  readonly actions?: readonly string[];
  readonly notActions?: readonly string[];
}

/** Use of a quota, in thousands of tokens a minute. `name.value` is for instance `OpenAI.GlobalStandard.gpt-5.4-mini`. */
export interface Usage {
  readonly name?: { readonly value?: string };
  readonly currentValue?: number;
  readonly limit?: number;
}

/** A model that a region offers. */
export interface OfferedModel {
  readonly name: string;
  readonly version: string;
  readonly lifecycleStatus?: string | undefined;
  readonly deprecation?: { readonly inference?: string | undefined } | null | undefined;
  readonly skus?: readonly { readonly name: string }[] | undefined;
}

/** A model deployment that exists already: its capacity is part of the quota that is used. */
export interface ExistingCapacity {
  readonly quota: string;
  readonly capacity: number;
}

const NEEDED = [
  'Microsoft.Resources/deployments/write',
  'Microsoft.Resources/subscriptions/resourceGroups/write',
  'Microsoft.Authorization/roleAssignments/write',
];

/** Days before a retirement from which on a warning is given. Source: Microsoft gives 60 days' notice for GA models. */
const NOTICE_DAYS = 60;

export const quotaOf = ({ sku, model }: Pick<WantedModel, 'sku' | 'model'>) => `OpenAI.${sku}.${model}`;

/** Checks that the caller can create resources and assign roles in the subscription. */
export function checkPermissions(permissions: readonly Permission[]): readonly Finding[] {
  return NEEDED.map((action) => {
    const isAllowed = permissions.some(({ actions = [], notActions = [] }) => {
      return matches(actions, action) && !matches(notActions, action);
    });
    if (isAllowed) return ok(`You may ${action}.`);
    const fix = action.includes('roleAssignments')
      ? 'you need Owner, or Contributor with Role Based Access Control Administrator, on the subscription'
      : 'you need Contributor on the subscription';
    return failure(`You may not ${action}: ${fix}.`);
  });
}

/**
 * Checks the quota of a region for the wanted models. A quota that Azure does not list counts as zero.
 * @param existing deployments of an earlier run, which this deployment replaces
 */
export function checkQuota(
  usages: readonly Usage[],
  wanted: readonly WantedModel[],
  capacity: number,
  region: string,
  existing: readonly ExistingCapacity[] = [],
): readonly Finding[] {
  return wanted.map((model) => {
    const quota = quotaOf(model);
    const usage = usages.find(({ name }) => name?.value?.toLowerCase() === quota.toLowerCase());
    const own = existing.filter((each) => each.quota.toLowerCase() === quota.toLowerCase());
    const ours = own.reduce((sum, each) => sum + each.capacity, 0);
    const left = Math.max(0, (usage?.limit ?? 0) - (usage?.currentValue ?? 0) + ours);
    const included = ours > 0 ? ` (with the ${ours} that this deployment has already)` : '';
    if (left >= capacity) return ok(`${quota}: ${left} thousand tokens a minute left in ${region}${included}.`);
    return failure(
      `${quota}: ${left} thousand tokens a minute left in ${region}${included}, ${capacity} wanted. Request more quota, choose another ` +
        'region (azd env set AZURE_LOCATION ...), or lower "modelCapacity" in infra/environments.',
    );
  });
}

/** Checks that the region offers each model, in its version and SKU, and for how long. */
export function checkModels(
  offered: readonly OfferedModel[],
  wanted: readonly WantedModel[],
  region: string,
  today: Date,
): readonly Finding[] {
  return wanted.map((model) => {
    const what = `${model.model} ${model.version}`;
    const change =
      'Choose another one in infra/models.json (name, version, SKU) and, if its name changes, in foundry.config.ts.';
    const found = offered.filter(({ name, version }) => name === model.model && version === model.version);
    if (found.length === 0) return failure(`${region} does not offer ${what}. ${change}`);
    const skus = found.flatMap(({ skus = [] }) => skus.map(({ name }) => name));
    if (!skus.includes(model.sku)) {
      return failure(
        `${region} offers ${what} as ${[...new Set(skus)].join(', ') || 'nothing'}, not as ${model.sku}. ${change}`,
      );
    }
    const status = found[0]?.lifecycleStatus ?? '';
    const retires = new Date(found[0]?.deprecation?.inference ?? model.retires);
    const days = Math.floor((retires.getTime() - today.getTime()) / 86_400_000);
    const date = retires.toISOString().slice(0, 10);
    if (/^(deprecated|deprecating|retired)$/i.test(status) || days < 0) {
      return failure(`${what} is ${status || 'retired'} (retirement ${date}): it cannot be deployed. ${change}`);
    }
    if (days < NOTICE_DAYS) return warning(`${what} retires on ${date}, in ${days} days. ${change}`);
    return ok(`${what} is offered in ${region} as ${model.sku}; it retires on ${date}.`);
  });
}

/** A resource provider and its state in the subscription. */
export interface Provider {
  readonly namespace: string;
  readonly registrationState: string;
}

/** Checks that every needed resource provider is registered. */
export function checkProviders(providers: readonly Provider[], needed: readonly string[]): readonly Finding[] {
  const missing = missingProviders(providers, needed);
  if (missing.length === 0) return [ok(`All ${needed.length} resource providers are registered.`)];
  return [
    failure(
      `${missing.join(', ')} ${missing.length === 1 ? 'is' : 'are'} not registered in the subscription. Register with ` +
        `\`npm run deploy:check -- --register\` (or az provider register --namespace ${missing[0]} --wait).`,
    ),
  ];
}

export function missingProviders(providers: readonly Provider[], needed: readonly string[]): readonly string[] {
  return needed.filter((name) => {
    const found = providers.find(({ namespace }) => namespace.toLowerCase() === name.toLowerCase());
    return found?.registrationState !== 'Registered';
  });
}

function matches(patterns: readonly string[], action: string): boolean {
  return patterns.some((pattern) => {
    const parts = pattern.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
    return new RegExp(`^${parts.join('.*')}$`, 'i').test(action);
  });
}
