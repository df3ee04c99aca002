import type { Connection } from '../../apis/connections/connection.ts';
import { connectionsOf } from '../../apis/connections/connections-of.ts';
import type { ProjectContext } from '../../core/project/project-context.ts';

/** Returns the connection that a tool names, by name or id. @throws Error when it does not exist */
export function connectionNamed(project: Pick<ProjectContext, 'seed' | 'settings'>, id: string): Connection {
  const name = id.split('/').at(-1) ?? id;
  const found = connectionsOf(project).find((connection) => connection.name === name);
  if (!found) throw new Error(`There is no connection "${name}". Connections come from the seed file.`);
  return found;
}

/** Returns the secrets of a connection by name. The key of an `ApiKey` connection has no name. */
export function secretsOf({ credentials }: Connection): {
  readonly key?: string;
  readonly named: Record<string, string>;
} {
  switch (credentials.type) {
    case 'ApiKey':
      return { key: credentials.key, named: {} };
    case 'CustomKeys': {
      const { type: _type, ...named } = credentials;
      return { named: named as Record<string, string> };
    }
    default:
      return { named: {} };
  }
}
