import type { ProjectContext } from './project-context.ts';

/** Makes something once for each project, for all the groups that ask for it. */
export function perProject<T>(make: (project: ProjectContext) => T): (project: ProjectContext) => T {
  const made = new WeakMap<ProjectContext, { readonly it: T }>();
  return (project) => {
    const known = made.get(project) ?? { it: make(project) };
    made.set(project, known);
    return known.it;
  };
}
