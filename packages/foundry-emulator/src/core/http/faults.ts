import { closestText } from '../../../../../shared/core/closest-text.ts';
import { type Random, seededRandom } from '../../../../../shared/core/random.ts';
import type { Fault, FaultRequest, FaultTarget } from './fault.ts';

interface Armed {
  readonly fault: FaultRequest & { readonly id: string };
  readonly random: Random;
  hits: number;
}

/** The faults that are armed. Of several that match, the one that was made first strikes. */
export class Faults {
  #armed: Armed[] = [];
  #made = 0;

  add(request: FaultRequest): Fault {
    this.#made += 1;
    const armed = {
      fault: { ...request, id: `fault-${this.#made}` },
      random: seededRandom(request.seed ?? 1),
      hits: 0,
    };
    this.#armed.push(armed);
    return shown(armed);
  }

  list(): Fault[] {
    return this.#armed.map(shown);
  }

  /** Removes one, or all of them. @returns whether there was any */
  remove(id?: string): boolean {
    const before = this.#armed.length;
    this.#armed = id === undefined ? [] : this.#armed.filter(({ fault }) => fault.id !== id);
    return this.#armed.length < before;
  }

  /** The fault that strikes this request, if one does. */
  strike(target: FaultTarget): Fault | undefined {
    const struck = this.#armed.find(
      (armed) => isSpent(armed) === false && matches(armed.fault, target) && chance(armed),
    );
    if (!struck) return undefined;
    struck.hits += 1;
    return shown(struck);
  }
}

/**
 * Returns the problem of a fault that could never strike, because no operation has its name; undefined for any other fault.
 * @param operations ids of all operations
 */
export function unknownOperation({ operation }: FaultRequest, operations: readonly string[]): string | undefined {
  if (operation === undefined || operations.some((id) => glob(operation).test(id))) return undefined;
  const closest = closestText(operation.replaceAll('*', ''), operations);
  return `there is no operation "${operation}"; the closest is "${closest}", and GET /_emulator/coverage lists all`;
}

const shown = ({ fault, hits }: Armed): Fault => ({ ...fault, hits });

const isSpent = ({ fault: { times }, hits }: Armed): boolean => times !== undefined && hits >= times;

const chance = ({ fault: { probability }, random }: Armed): boolean =>
  probability === undefined || random() < probability;

function matches(fault: FaultRequest, { operation, method, path }: FaultTarget): boolean {
  return (
    (fault.operation === undefined || (operation !== null && glob(fault.operation).test(operation))) &&
    (fault.method === undefined || fault.method === method) &&
    (fault.path === undefined || glob(fault.path).test(path))
  );
}

function glob(pattern: string): RegExp {
  const parts = pattern.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`);
}
