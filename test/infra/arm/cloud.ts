import { ArmError, type DeploymentResult, deploy, type Providers, type Resource } from './deployment.ts';
import { injectedSubnets, networkOf, principalOf } from './resources.ts';
import type { Place, Template } from './template.ts';

export interface Stored extends Resource {
  readonly since: number;
  readonly state: 'Creating' | 'Succeeded' | 'Failed';
}

export interface Model {
  readonly name: string;
  readonly version: string;
  readonly skus: readonly string[];
  readonly lifecycle: 'GenerallyAvailable' | 'Legacy' | 'Deprecated' | 'Retired';
  /** `YYYY-MM-DD` */
  readonly retires: string;
}

export interface CloudSettings {
  /** Minutes until a role assignment takes effect. Source: Microsoft Learn, "Troubleshoot Azure RBAC": up to 10 minutes. */
  readonly roleDelay?: number;
  /** Multiplies the minutes that each resource takes; makes another order happen. */
  readonly pace?: (resource: Resource) => number;
  /** Resource types whose creation fails once. */
  readonly failOnce?: readonly string[];
}

/** A rule of Azure that a deployment can break, with the public text that states it. */
export interface Rule {
  readonly name: string;
  readonly source: string;
  readonly types: readonly string[];
  /** Checked when the request arrives. */
  readonly begin?: (resource: Resource, cloud: Cloud) => void;
  /** Checked, or carried out, when the resource is finished. */
  readonly finish?: (resource: Resource, cloud: Cloud) => void;
}

/** Resource providers that Azure registers when a template names their types, and those that a subscription has from the start. */
const FROM_THE_START = [
  'Microsoft.Authorization',
  'Microsoft.Resources',
  'Microsoft.Consumption',
  'Microsoft.Insights',
];

/** Minutes that Azure takes, roughly. They only decide what overlaps. */
const MINUTES: Readonly<Record<string, number>> = {
  'Microsoft.DocumentDB/databaseAccounts': 6,
  'Microsoft.Search/searchServices': 4,
  'Microsoft.CognitiveServices/accounts': 2,
  'Microsoft.CognitiveServices/accounts/projects': 1,
  'Microsoft.CognitiveServices/accounts/capabilityHosts': 3,
  'Microsoft.CognitiveServices/accounts/projects/capabilityHosts': 6,
  'Microsoft.Network/privateEndpoints': 1,
  'Microsoft.Web/sites': 2,
};

/** The stand-in of one Azure subscription: resources, role assignments, quota, deleted accounts, and the rules of the providers. */
export class Cloud implements Providers {
  now = 0;
  readonly resources = new Map<string, Stored>();
  readonly registered = new Set(FROM_THE_START);
  readonly deletedAccounts = new Map<string, { readonly id: string; readonly location: string }>();
  /** Subnets that a deleted account still holds, with the minute of their release; Infinity until the account is purged. */
  readonly heldSubnets = new Map<string, number>();
  models: Model[] = [];
  /** Thousands of tokens a minute by `OpenAI.<sku>.<model>`. */
  readonly quota = new Map<string, number>();
  readonly place: Place;
  readonly settings: CloudSettings;
  readonly #rules: readonly Rule[];
  readonly #failed = new Set<string>();

  constructor(subscription: string, rules: readonly Rule[], settings: CloudSettings = {}) {
    this.place = { subscription };
    this.#rules = rules;
    this.settings = settings;
  }

  deploy(template: Template, parameters: Readonly<Record<string, unknown>>): DeploymentResult {
    return deploy(this, template, parameters, this.place);
  }

  get(id: string): Stored | undefined {
    return this.resources.get(id.toLowerCase());
  }

  ofType(type: string): readonly Stored[] {
    return [...this.resources.values()].filter((each) => each.type === type);
  }

  childrenOf(id: string, type: string): readonly Stored[] {
    const prefix = `${id}/`.toLowerCase();
    return this.ofType(type).filter((each) => each.id.toLowerCase().startsWith(prefix));
  }

  put(resource: Resource, state: Stored['state'] = 'Succeeded'): void {
    const known = this.get(resource.id);
    this.resources.set(resource.id.toLowerCase(), { ...resource, state, since: known?.since ?? this.now });
  }

  minutes(resource: Resource): number {
    return (MINUTES[resource.type] ?? 0.2) * (this.settings.pace?.(resource) ?? 1);
  }

  begin(resource: Resource): void {
    if (this.settings.failOnce?.includes(resource.type) && !this.#failed.has(resource.type)) {
      this.#failed.add(resource.type);
      throw new ArmError('InternalServerError', `${resource.type} failed once, as Azure does now and then.`);
    }
    for (const rule of this.#rules) if (rule.types.includes(resource.type)) rule.begin?.(resource, this);
    if (this.get(resource.id)?.state !== 'Succeeded') this.put(resource, 'Creating');
  }

  finish(resource: Resource): void {
    try {
      for (const rule of this.#rules) if (rule.types.includes(resource.type)) rule.finish?.(resource, this);
      this.put(resource);
    } catch (error) {
      this.put(resource, 'Failed');
      throw error;
    }
  }

  reference(id: string, full: boolean): unknown {
    const found = this.get(id);
    if (found === undefined) throw new ArmError('ResourceNotFound', `The resource ${id} was not found.`);
    const properties = { ...(found.body.properties as object | undefined), ...computed(found) };
    if (!full) return properties;
    return { ...found.body, location: found.body.location ?? 'westeurope', identity: this.identity(found), properties };
  }

  identity(resource: Resource): { readonly principalId: string } {
    return { principalId: principalOf(resource.id) };
  }

  /** True when a principal's role on a resource, or on something around it, has taken effect. */
  holds(principal: string, role: string, on: string): boolean {
    return this.ofType('Microsoft.Authorization/roleAssignments').some((each) => {
      const properties = each.body.properties as { readonly principalId: string; readonly roleDefinitionId: string };
      const [scope = ''] = each.id.split('/providers/Microsoft.Authorization/');
      return (
        properties.principalId === principal &&
        properties.roleDefinitionId.endsWith(role) &&
        `${on}/`.toLowerCase().startsWith(`${scope}/`.toLowerCase()) &&
        each.state === 'Succeeded' &&
        this.now >= each.since + (this.settings.roleDelay ?? 0)
      );
    });
  }

  /**
   * True when a service can be reached from a subnet: it is open to the public, or has a private endpoint in the subnet's network whose name
   * resolves there.
   * @param part blob, queue, table, account, Sql, searchService or scheduler
   */
  isReachable(id: string, part: string, subnet: string | undefined): boolean {
    const service = this.get(id);
    if (service === undefined) return false;
    const { publicNetworkAccess = 'Enabled', networkAcls } = (service.body.properties ?? {}) as {
      readonly publicNetworkAccess?: string;
      readonly networkAcls?: { readonly defaultAction?: string };
    };
    if (publicNetworkAccess !== 'Disabled' && networkAcls?.defaultAction !== 'Deny') return true;
    if (subnet === undefined) return false;
    const network = networkOf(subnet);
    return this.ofType('Microsoft.Network/privateEndpoints').some((endpoint) => {
      const properties = endpoint.body.properties as {
        readonly subnet: { readonly id: string };
        readonly privateLinkServiceConnections: readonly {
          readonly properties: { readonly privateLinkServiceId: string; readonly groupIds: readonly string[] };
        }[];
      };
      const [connection] = properties.privateLinkServiceConnections;
      const fits =
        connection?.properties.privateLinkServiceId.toLowerCase() === id.toLowerCase() &&
        connection.properties.groupIds[0] === part &&
        networkOf(properties.subnet.id) === network &&
        endpoint.state === 'Succeeded';
      return fits && this.#resolves(endpoint.id, network);
    });
  }

  #resolves(endpoint: string, network: string): boolean {
    const [group] = this.childrenOf(endpoint, 'Microsoft.Network/privateEndpoints/privateDnsZoneGroups');
    const configs = (group?.body.properties as { readonly privateDnsZoneConfigs?: readonly unknown[] } | undefined)
      ?.privateDnsZoneConfigs as readonly { readonly properties: { readonly privateDnsZoneId: string } }[] | undefined;
    return (
      configs?.every(({ properties: { privateDnsZoneId } }) =>
        this.childrenOf(privateDnsZoneId, 'Microsoft.Network/privateDnsZones/virtualNetworkLinks').some((link) => {
          const properties = link.body.properties as { readonly virtualNetwork: { readonly id: string } };
          return properties.virtualNetwork.id.toLowerCase() === network;
        }),
      ) ?? false
    );
  }

  /** Deletes a resource group with everything in it. Foundry accounts stay recoverable, and keep their subnet until they are purged. */
  deleteGroup(name: string): void {
    const prefix = `/subscriptions/${this.place.subscription}/resourcegroups/${name.toLowerCase()}`;
    const inside = [...this.resources.values()].filter((each) => `${each.id.toLowerCase()}/`.startsWith(`${prefix}/`));
    for (const account of inside.filter(({ type }) => type === 'Microsoft.CognitiveServices/accounts')) {
      this.deleteAccount(account.id);
    }
    const network = inside.find(({ type }) => type === 'Microsoft.Network/virtualNetworks');
    if (
      network !== undefined &&
      [...this.heldSubnets.keys()].some((each) => networkOf(each) === network.id.toLowerCase())
    ) {
      throw new ArmError('InUseSubnetCannotBeDeleted', "The agents' subnet is in use by a serviceAssociationLink.");
    }
    for (const { id } of inside) this.resources.delete(id.toLowerCase());
  }

  deleteAccount(id: string): void {
    const account = this.get(id);
    if (account === undefined) return;
    this.deletedAccounts.set(account.name, { id: account.id, location: String(account.body.location) });
    for (const subnet of injectedSubnets(account)) this.heldSubnets.set(subnet.toLowerCase(), Number.POSITIVE_INFINITY);
    for (const each of [...this.resources.keys()])
      if (`${each}/`.startsWith(`${id.toLowerCase()}/`)) this.resources.delete(each);
  }

  /** Purges a deleted account; its subnet is released 20 minutes later. Source: README of foundry-samples 15. */
  purgeAccount(name: string): void {
    this.deletedAccounts.delete(name);
    for (const subnet of this.heldSubnets.keys()) this.heldSubnets.set(subnet, this.now + 20);
  }

  wait(minutes: number): void {
    this.now += minutes;
    for (const [subnet, until] of this.heldSubnets) if (until <= this.now) this.heldSubnets.delete(subnet);
  }
}

/** Properties that Azure adds. */
function computed({ id, type, name }: Resource): object {
  switch (type) {
    case 'Microsoft.Storage/storageAccounts': {
      const parts = ['blob', 'queue', 'table'];
      return {
        primaryEndpoints: Object.fromEntries(parts.map((part) => [part, `https://${name}.${part}.core.windows.net/`])),
      };
    }
    case 'Microsoft.DocumentDB/databaseAccounts':
      return { documentEndpoint: `https://${name}.documents.azure.com:443/` };
    case 'Microsoft.Search/searchServices':
      return { endpoint: `https://${name}.search.windows.net` };
    case 'Microsoft.ManagedIdentity/userAssignedIdentities':
      return { principalId: principalOf(id), clientId: principalOf(`${id}/client`) };
    case 'Microsoft.CognitiveServices/accounts/projects':
      return { internalId: principalOf(`${id}/workspace`).replaceAll('-', '') };
    case 'Microsoft.Insights/components':
      return { ConnectionString: 'InstrumentationKey=00000000-0000-0000-0000-000000000000' };
    case 'Microsoft.Web/sites':
      return { defaultHostName: `${name}.azurewebsites.net`, state: 'Running' };
    case 'Microsoft.DurableTask/schedulers':
      return { endpoint: `https://${name}.durabletask.io` };
    default:
      return {};
  }
}
