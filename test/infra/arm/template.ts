import { resolve, type Scope } from './expressions.ts';
import { FUNCTIONS, resourceId } from './functions.ts';

/** A compiled template, as the Bicep CLI writes it: resources by symbolic name, or a list where no name is needed. */
export interface Template {
  readonly parameters?: Readonly<Record<string, { readonly defaultValue?: unknown }>>;
  readonly variables?: Readonly<Record<string, unknown>>;
  readonly resources: Readonly<Record<string, TemplateResource>> | readonly TemplateResource[];
  readonly outputs?: Readonly<Record<string, { readonly value: unknown }>>;
}

export interface TemplateResource {
  readonly type: string;
  readonly apiVersion: string;
  readonly name: unknown;
  readonly existing?: boolean;
  readonly condition?: unknown;
  readonly copy?: { readonly name: string; readonly count: unknown; readonly batchSize?: number };
  readonly dependsOn?: readonly unknown[];
  readonly scope?: unknown;
  readonly resourceGroup?: unknown;
  readonly subscriptionId?: unknown;
  readonly properties?: unknown;
  readonly [key: string]: unknown;
}

/** The subscription, and the resource group if there is one, that a template is deployed to. */
export interface Place {
  readonly subscription: string;
  readonly group?: string;
}

/** A resource of a template after its loops: `symbol`, or `symbol[0]`. */
export interface Item {
  readonly key: string;
  readonly symbol: string;
  readonly source: TemplateResource;
  /** Keys of the items that must be finished before. */
  readonly after: readonly string[];
  readonly scope: Scope;
}

export const TENANT = '00000000-0000-0000-0000-000000000002';
export const DEPLOYER = '00000000-0000-0000-0000-00000000000d';

/** Functions whose result depends on the state of Azure. */
export interface Runtime {
  /** A resource as it is: by id, or by the key of an item of the template. `full` adds identity and location. */
  readonly reference: (id: string, full: boolean) => unknown;
}

/**
 * Binds a template to its parameters and place.
 * @param parameters values by name, without the `{ value }` around them
 */
export function bind(
  template: Template,
  parameters: Readonly<Record<string, unknown>>,
  place: Place,
  deployment: string,
  runtime: (scope: Scope, idOf: (key: string) => string | undefined) => Runtime,
) {
  const known = new Map<string, unknown>();
  const items: Item[] = [];
  const idOf = (key: string): string | undefined => {
    const item = items.find((each) => each.key === key);
    return item && idOfItem(item, place);
  };
  const call: Scope['call'] = (name, args, scope) => {
    const once = (group: string, compute: () => unknown) => {
      const key = `${group} ${String(args[0])}`;
      if (!known.has(key)) known.set(key, compute());
      return known.get(key);
    };
    switch (name) {
      case 'parameters':
        return once(name, () => {
          const given = parameters[String(args[0])];
          return given === undefined ? resolve(template.parameters?.[String(args[0])]?.defaultValue, base) : given;
        });
      case 'variables':
        return once(name, () => {
          const found = resolve(variable(template, String(args[0])), base);
          return isLoop(template, String(args[0])) ? (found as Record<string, unknown>)[String(args[0])] : found;
        });
      case 'subscription':
        return { id: `/subscriptions/${place.subscription}`, subscriptionId: place.subscription };
      case 'resourceGroup':
        return { id: `/subscriptions/${place.subscription}/resourceGroups/${place.group}`, name: place.group };
      case 'deployment':
        return { name: deployment };
      case 'deployer':
        return { objectId: DEPLOYER, tenantId: TENANT };
      case 'tenant':
        return { tenantId: TENANT };
      case 'utcNow':
        return '2026-12-01';
      case 'resourceId':
        return resourceId(place.subscription, place.group ?? '', args);
      case 'subscriptionResourceId':
        return `/subscriptions/${place.subscription}/providers/${String(args[0])}/${String(args[1])}`;
      case 'reference':
        return runtime(scope, idOf).reference(String(args[0]), args[2] === 'full');
      default: {
        const known = FUNCTIONS[name];
        if (known === undefined) throw new Error(`The stand-in does not know the template function ${name}().`);
        return known(...args);
      }
    }
  };
  const base: Scope = { call };
  for (const [symbol, source] of Object.entries(template.resources)) items.push(...itemsOf(symbol, source, base));
  return { items: withDependencies(items, place), scope: base };
}

/** A variable, or a copy loop among the variables. */
function variable(template: Template, name: string): unknown {
  const { copy, ...plain } = (template.variables ?? {}) as { readonly copy?: readonly { readonly name: string }[] };
  const loop = copy?.find((each) => each.name === name);
  return loop === undefined ? (plain as Record<string, unknown>)[name] : { copy: [loop] };
}

function isLoop(template: Template, name: string): boolean {
  const loops =
    (template.variables as { readonly copy?: readonly { readonly name: string }[] } | undefined)?.copy ?? [];
  return loops.some((each) => each.name === name);
}

function itemsOf(symbol: string, source: TemplateResource, base: Scope): readonly Item[] {
  if (source.copy === undefined) return [{ key: symbol, symbol, source, after: [], scope: base }];
  const count = Number(resolve(source.copy.count, base));
  return Array.from({ length: count }, (_, at) => {
    const call: Scope['call'] = (name, args, scope) =>
      name === 'copyIndex' && args.length === 0 ? at : base.call(name, args, scope);
    const batch = source.copy?.batchSize;
    const before = batch === undefined || at < batch ? [] : [`${symbol}[${at - batch}]`];
    return { key: `${symbol}[${at}]`, symbol, source, after: before, scope: { ...base, call } };
  });
}

function withDependencies(items: readonly Item[], place: Place): readonly Item[] {
  return items.map((item) => {
    const named = (item.source.dependsOn ?? []).map((each) => String(resolve(each, item.scope)));
    const after = named.flatMap((name) => items.filter((each) => isNamed(each, name, place)).map(({ key }) => key));
    return { ...item, after: [...new Set([...item.after, ...after])] };
  });
}

/** A dependency names a symbol, an item of a loop, a loop, or a resource by its id. */
function isNamed(item: Item, name: string, place: Place): boolean {
  if (name.startsWith('/')) return idOfItem(item, place).toLowerCase() === name.toLowerCase();
  return item.key === name || item.symbol === name || item.source.copy?.name === name;
}

/** The id that a resource gets at a place. */
export function idOfItem({ source, scope }: Item, place: Place): string {
  const name = String(resolve(source.name, scope));
  const subscription = String(resolve(source.subscriptionId ?? place.subscription, scope));
  if (source.type === 'Microsoft.Resources/resourceGroups')
    return `/subscriptions/${subscription}/resourceGroups/${name}`;
  const group = source.resourceGroup === undefined ? place.group : String(resolve(source.resourceGroup, scope));
  const [provider, ...types] = source.type.split('/');
  const path = types.map((each, at) => `${each}/${name.split('/')[at]}`).join('/');
  const scopeId = source.scope === undefined ? undefined : String(resolve(source.scope, scope));
  const home = `/subscriptions/${subscription}${group === undefined ? '' : `/resourceGroups/${group}`}`;
  return `${scopeId ?? home}/providers/${provider}/${path}`;
}
