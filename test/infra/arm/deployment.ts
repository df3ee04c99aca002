import { resolve } from './expressions.ts';
import { bind, type Item, idOfItem, type Place, type Runtime, type Template } from './template.ts';

/** A resource as Azure has it, or as it is about to be. */
export interface Resource {
  readonly id: string;
  readonly type: string;
  readonly name: string;
  readonly body: Readonly<Record<string, unknown>>;
}

/** An error of Azure, with its code, and the public source that describes it. */
export class ArmError extends Error {
  override readonly name = 'ArmError';
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

/** The stand-in of the resource providers. */
export interface Providers {
  /** The virtual time in minutes. */
  now: number;
  /** @throws ArmError when Azure would refuse the resource at this moment */
  begin(resource: Resource): void;
  /** @throws ArmError when Azure would fail while it creates the resource */
  finish(resource: Resource): void;
  /** The resource as `reference()` shows it. @throws ArmError when it does not exist */
  reference(id: string, full: boolean): unknown;
  /** Minutes that it takes to create a resource. */
  minutes(resource: Resource): number;
}

export interface Created {
  readonly id: string;
  readonly type: string;
  readonly begun: number;
  readonly finished: number;
}

export interface DeploymentResult {
  readonly created: readonly Created[];
  readonly outputs: Readonly<Record<string, unknown>>;
  readonly errors: readonly { readonly id: string; readonly error: ArmError }[];
}

interface Nested {
  readonly name: string;
  readonly place: Place;
  readonly template: Template;
  readonly bound: ReturnType<typeof bind>;
  readonly states: Map<string, 'waiting' | 'running' | 'done' | 'failed'>;
  readonly children: Map<string, Nested>;
  readonly onEnd: (outputs: Record<string, { value: unknown }> | undefined) => void;
  readonly outputs: Map<string, unknown>;
  ended: boolean;
}

interface Running {
  readonly at: number;
  readonly nested: Nested;
  readonly item: Item;
  readonly resource: Resource;
  readonly begun: number;
}

/**
 * Deploys a compiled template as Azure Resource Manager does: everything whose dependencies are finished runs at the same time, nested
 * deployments too; a resource that fails keeps its dependents from running and nothing else. The clock is virtual.
 */
export function deploy(
  providers: Providers,
  template: Template,
  parameters: Readonly<Record<string, unknown>>,
  place: Place,
  name = 'main',
): DeploymentResult {
  const created: Created[] = [];
  const errors: { id: string; error: ArmError }[] = [];
  const running: Running[] = [];
  let outputs: Record<string, unknown> = {};

  const open = (
    of: Template,
    values: Readonly<Record<string, unknown>>,
    at: Place,
    called: string,
    onEnd: Nested['onEnd'],
  ): Nested => {
    const results = new Map<string, unknown>();
    const runtime = (_: unknown, idOf: (key: string) => string | undefined): Runtime => ({
      reference: (id, full) => {
        if (results.has(id)) return { outputs: results.get(id) };
        return providers.reference(id.startsWith('/') ? id : (idOf(id) ?? id), full);
      },
    });
    const bound = bind(of, values, at, called, runtime);
    return {
      name: called,
      place: at,
      template: of,
      bound,
      states: new Map(bound.items.map(({ key }) => [key, 'waiting'])),
      children: new Map(),
      onEnd,
      outputs: results,
      ended: false,
    };
  };

  const fail = (nested: Nested, item: Item, id: string, error: unknown) => {
    if (!(error instanceof ArmError)) throw error;
    nested.states.set(item.key, 'failed');
    errors.push({ id, error });
  };

  const start = (nested: Nested, item: Item) => {
    const { source, scope } = item;
    const isWanted = source.condition === undefined || resolve(source.condition, scope) === true;
    if (source.existing === true || !isWanted) {
      nested.states.set(item.key, 'done');
      return;
    }
    nested.states.set(item.key, 'running');
    if (source.type === 'Microsoft.Resources/deployments') {
      startNested(nested, item);
      return;
    }
    const id = idOfItem(item, nested.place);
    try {
      const { existing, condition, copy, dependsOn, scope: _, ...body } = source;
      const resolved = resolve(body, scope) as Record<string, unknown>;
      const resource = { id, type: source.type, name: String(resolved.name), body: resolved };
      providers.begin(resource);
      const at = providers.now + providers.minutes(resource);
      running.push({ at, nested, item, resource, begun: providers.now });
    } catch (error) {
      fail(nested, item, id, error);
    }
  };

  const startNested = (nested: Nested, item: Item) => {
    const { source, scope } = item;
    const properties = source.properties as {
      readonly template: Template;
      readonly parameters?: Record<string, unknown>;
    };
    const values = Object.entries(properties.parameters ?? {}).map(([key, value]) => {
      return [key, (resolve(value, scope) as { readonly value: unknown }).value] as const;
    });
    const group =
      source.resourceGroup === undefined ? nested.place.group : String(resolve(source.resourceGroup, scope));
    const subscription = String(resolve(source.subscriptionId ?? nested.place.subscription, scope));
    const inner: Place = { subscription, ...(group === undefined ? {} : { group }) };
    const child = open(
      properties.template,
      Object.fromEntries(values),
      inner,
      String(resolve(source.name, scope)),
      (out) => {
        nested.states.set(item.key, out === undefined ? 'failed' : 'done');
        if (out !== undefined) nested.outputs.set(item.key, out);
      },
    );
    nested.children.set(item.key, child);
  };

  /** Starts whatever can start, and ends deployments in which nothing more can happen. Returns whether anything changed. */
  const advance = (nested: Nested): boolean => {
    if (nested.ended) return false;
    let changed = false;
    for (const item of nested.bound.items) {
      if (nested.states.get(item.key) !== 'waiting') continue;
      if (item.after.every((key) => nested.states.get(key) === 'done')) {
        start(nested, item);
        changed = true;
      }
    }
    for (const child of nested.children.values()) changed = advance(child) || changed;
    const states = [...nested.states.values()];
    const stuck = !states.includes('running') && !changed;
    if (stuck) {
      nested.ended = true;
      nested.onEnd(states.every((state) => state === 'done') ? outputsOf(nested) : undefined);
      return true;
    }
    return changed;
  };

  const root = open(template, parameters, place, name, (out) => {
    outputs = Object.fromEntries(Object.entries(out ?? {}).map(([key, { value }]) => [key, value]));
  });
  for (;;) {
    while (advance(root));
    const next = running.sort((one, other) => one.at - other.at).shift();
    if (next === undefined) break;
    providers.now = next.at;
    try {
      providers.finish(next.resource);
      next.nested.states.set(next.item.key, 'done');
      created.push({ id: next.resource.id, type: next.resource.type, begun: next.begun, finished: next.at });
    } catch (error) {
      fail(next.nested, next.item, next.resource.id, error);
    }
  }
  return { created, outputs, errors };
}

function outputsOf({ template, bound }: Nested): Record<string, { value: unknown }> {
  return Object.fromEntries(
    Object.entries(template.outputs ?? {}).map(([key, { value }]) => [key, { value: resolve(value, bound.scope) }]),
  );
}
