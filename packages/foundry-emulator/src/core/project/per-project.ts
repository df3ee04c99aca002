import type { World } from './project-context.ts';

/** Makes something once for each project, for all the groups that ask for it. */
export function perWorld<T>(make: (world: World) => T): (world: World) => T {
  const made = new WeakMap<World, { readonly it: T }>();
  return (world) => {
    const known = made.get(world) ?? { it: make(world) };
    made.set(world, known);
    return known.it;
  };
}
