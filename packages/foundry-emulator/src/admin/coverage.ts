import type { Operation } from '../spec/shapes/operation.ts';

export interface Coverage {
  readonly served: number;
  /** Operations of the two references; what is served beyond them does not count. */
  readonly total: number;
  readonly operations: readonly CoveredOperation[];
}

export interface CoveredOperation extends Pick<Operation, 'id' | 'api' | 'group' | 'method' | 'path'> {
  readonly served: boolean;
  /** It stands in neither reference, but clients need it. */
  readonly beyond?: true;
}

/** Which operations are served. */
export function coverageOf(operations: readonly Operation[], isServed: (id: string) => boolean): Coverage {
  const listed = operations.map(({ id, api, group, method, path, beyond }) => ({
    id,
    api,
    group,
    method,
    path,
    served: isServed(id),
    ...(beyond ? { beyond } : {}),
  }));
  const counted = listed.filter(({ beyond }) => !beyond);
  return { served: counted.filter(({ served }) => served).length, total: counted.length, operations: listed };
}
