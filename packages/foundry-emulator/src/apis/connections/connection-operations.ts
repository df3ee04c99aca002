import { arrayContinuation } from '../../core/http/array-page.ts';
import { group } from '../../core/http/operation-group.ts';
import { assetId } from '../assets/asset-id.ts';
import type { Connection } from './connection.ts';
import { connectionsOf } from './connections-of.ts';

/**
 * Connections: those of the seed file. They are never kept in the state, which must not hold their secrets; the credentials are in
 * the answer of the one call that is made for them.
 */
export const connections = group('Connections', (project) => {
  const all = connectionsOf(project);
  const shown = ({ credentials, ...connection }: Connection, secrets: boolean) => ({
    ...connection,
    id: assetId(project.name, 'connections', connection.name),
    credentials: secrets ? credentials : { type: credentials.type },
  });
  const named = (name: string, secrets: boolean) => {
    const found = all.find((connection) => connection.name === name);
    return found && shown(found, secrets);
  };

  return {
    Connections_List: ({ query: { connectionType, defaultConnection }, url }) =>
      arrayContinuation(
        all
          .filter(({ type }) => connectionType === undefined || type === connectionType)
          .filter(({ isDefault }) => defaultConnection !== true || isDefault)
          .map((connection) => shown(connection, false)),
        url,
      ),
    Connections_Get: ({ params }) => named(params.name, false),
    Connections_GetWithCredentials: ({ params }) => named(params.name, true),
  };
});
