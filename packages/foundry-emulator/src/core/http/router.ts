import type { Operation } from '../../spec/shapes/operation.ts';
import { type Address, decode } from './address.ts';

interface Route {
  readonly operation: Operation;
  readonly pattern: RegExp;
  readonly names: readonly string[];
}

export interface Match {
  readonly operation: Operation;
  readonly params: Readonly<Record<string, string>>;
}

/** Result of routing: an operation, a path with other methods, a path that is served below `/openai/v1/` only, or undefined. */
export type Routed = Match | { readonly allow: readonly string[] } | { readonly onlyAtV1: true } | undefined;

export const operationOf = (routed: Routed): Operation | undefined =>
  routed && 'operation' in routed ? routed.operation : undefined;

/** Finds operations by address. Literal parts go before parameters, and a parameter never swallows a colon or a slash. */
export class Router {
  /** Routes by the number of parts of their paths, which a request must share. */
  readonly #routes: ReadonlyMap<number, readonly Route[]>;

  constructor(operations: readonly Operation[]) {
    const v1First = ({ operation }: Route) => (operation.alsoAtV1 === undefined ? 1 : 0);
    const routes = operations.map(routeOf).sort((a, b) => a.names.length - b.names.length || v1First(a) - v1First(b));
    this.#routes = Map.groupBy(routes, ({ operation }) => partsOf(operation.path));
  }

  find({ api, path, unversioned }: Address, method: string): Routed {
    const allow: string[] = [];
    const routes = this.#routes.get(partsOf(path)) ?? [];
    for (const { operation, pattern, names } of routes) {
      const here = operation.api === api || operation.alsoAt === api || (unversioned && operation.alsoAtV1 === api);
      const found = here ? pattern.exec(path) : null;
      if (!found) continue;
      if (operation.method !== method) {
        allow.push(operation.method);
        continue;
      }
      const params = Object.fromEntries(names.map((name, index) => [name, decode(found[index + 1] ?? '')]));
      return { operation, params };
    }
    if (allow.length > 0) return { allow };
    const isAtV1 = routes.some(({ operation, pattern }) => operation.alsoAtV1 === api && pattern.test(path));
    return isAtV1 && !unversioned ? { onlyAtV1: true } : undefined;
  }
}

const partsOf = (path: string): number => path.split('/').length;

function routeOf(operation: Operation): Route {
  const names: string[] = [];
  const pattern = operation.path.replace(/\{([^}]+)\}|[.*+?^$()|[\]\\]/g, (part, name?: string) => {
    if (name === undefined) return `\\${part}`;
    names.push(name);
    return '([^/:]+)';
  });
  return { operation, pattern: new RegExp(`^${pattern}$`), names };
}
