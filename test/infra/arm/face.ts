import type { Cloud, Stored } from './cloud.ts';
import { usedQuota } from './rules.ts';

/** An answer of the management API; `status` is 200 where it is missing. */
export type Answer = Readonly<Record<string, unknown>> & { readonly status?: number };

const notFound = { status: 404, error: { code: 'ResourceNotFound', message: 'It was not found.' } };

/** A resource as the management API shows it. */
function shown(cloud: Cloud, stored: Stored): Answer {
  const full = cloud.reference(stored.id, true) as { readonly properties: object; readonly identity: object };
  const assigned = (stored.body.identity as { readonly userAssignedIdentities?: object } | undefined)
    ?.userAssignedIdentities;
  const identities = Object.keys(assigned ?? {}).map((id) => [
    id,
    cloud.get(id) === undefined ? {} : (cloud.reference(id, false) as object),
  ]);
  return {
    ...full,
    id: stored.id,
    name: stored.name.split('/').at(-1),
    type: stored.type,
    identity: { ...full.identity, ...(assigned ? { userAssignedIdentities: Object.fromEntries(identities) } : {}) },
    properties: { provisioningState: stored.state, ...full.properties },
  };
}

/** Answers a request to the management API from the state of the stand-in. */
export function answerManagement(
  cloud: Cloud,
  method: string,
  path: string,
  query: Readonly<Record<string, string>>,
): Answer {
  const { subscription } = cloud.place;
  const relative = path.replace(`/subscriptions/${subscription}`, '');
  if (method === 'POST') return answerPost(cloud, relative, path);
  if (relative === '/providers') {
    const value = [...cloud.registered].map((namespace) => ({ namespace, registrationState: 'Registered' }));
    return { value };
  }
  if (relative === '/providers/Microsoft.Authorization/permissions')
    return { value: [{ actions: ['*'], notActions: [] }] };
  if (relative === '/providers/Microsoft.Web/geoRegions')
    return { value: [{ name: 'Sweden Central' }, { name: 'West US 3' }] };
  if (relative.endsWith('/deletedAccounts')) {
    return { value: [...cloud.deletedAccounts].map(([name, { id }]) => ({ id, name })) };
  }
  if (relative.endsWith('/models')) {
    return {
      value: cloud.models.map(({ name, version, skus, lifecycle, retires }) => ({
        model: {
          name,
          version,
          lifecycleStatus: lifecycle,
          deprecation: { inference: `${retires}T00:00:00Z` },
          skus: skus.map((sku) => ({ name: sku })),
        },
      })),
    };
  }
  if (relative.endsWith('/usages')) {
    return {
      value: [...cloud.quota].map(([value, limit]) => ({
        name: { value },
        currentValue: usedQuota(cloud, value),
        limit,
      })),
    };
  }
  if (relative.endsWith('/providers/Microsoft.Authorization/roleAssignments'))
    return roleAssignments(cloud, path, query);
  const found = cloud.get(path);
  if (found !== undefined) return shown(cloud, found);
  return listOf(cloud, path);
}

function answerPost(cloud: Cloud, relative: string, path: string): Answer {
  const [, namespace] = /^\/providers\/([\w.]+)\/register$/.exec(relative) ?? [];
  if (namespace !== undefined) {
    cloud.registered.add(namespace);
    return { namespace, registrationState: 'Registering' };
  }
  const settings = cloud.get(path.replace(/\/list$/, ''));
  return settings === undefined ? notFound : { properties: settings.body.properties };
}

function roleAssignments(cloud: Cloud, path: string, query: Readonly<Record<string, string>>): Answer {
  const place = path.replace('/providers/Microsoft.Authorization/roleAssignments', '').toLowerCase();
  const [, who] = /^principalId eq '(.*)'$/.exec(query.$filter ?? '') ?? [];
  const value = cloud.ofType('Microsoft.Authorization/roleAssignments').flatMap(({ id, body }) => {
    const [scope = ''] = id.split('/providers/Microsoft.Authorization/');
    const properties = body.properties as { readonly principalId: string };
    const fits =
      (who === undefined || properties.principalId === who) && `${scope}/`.toLowerCase().startsWith(`${place}/`);
    return fits ? [{ properties: { ...properties, scope } }] : [];
  });
  return { value };
}

/** Resources of one type below an id, such as the deployments of an account. */
function listOf(cloud: Cloud, path: string): Answer {
  const parent = path.split('/').slice(0, -1).join('/');
  const isProvider = /\/providers\/[\w.]+\/\w+$/.test(path);
  const home = isProvider ? (path.split('/providers/')[0] ?? '') : parent;
  if (cloud.get(home) === undefined) return notFound;
  const value = [...cloud.resources.values()].filter(({ id }) => {
    return id.toLowerCase().startsWith(`${path.toLowerCase()}/`) && !id.slice(path.length + 1).includes('/');
  });
  const known = value.length > 0 || isProvider || path.startsWith(`${parent}/`);
  return known ? { value: value.map((each) => shown(cloud, each)) } : notFound;
}
