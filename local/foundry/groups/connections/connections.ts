import { SetupError } from '../../../platform/setup-error.ts';
import { assetId } from '../../assets/asset-id.ts';
import { blobStorage } from '../../assets/blob-storage.ts';
import { arrayContinuation } from '../../frame/array-page.ts';
import { group } from '../../frame/group.ts';
import type { World } from '../../frame/world.ts';
import type { Connection } from './connection.ts';

/** The connection for datasets' data, where a seed file names none. */
export const STORAGE_CONNECTION = 'local-storage';

/**
 * Connections: those of the seed file. They are never kept in the state, which must not hold their secrets; the credentials are in
 * the answer of the one call that is made for them.
 */
export const connections = group('Connections', (world) => {
  const all = connectionsOf(world);
  const shown = ({ credentials, ...connection }: Connection, secrets: boolean) => ({
    ...connection,
    id: assetId(world.project, 'connections', connection.name),
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

function connectionsOf({ seed, settings }: World): readonly Connection[] {
  if (!seed.connections) return [localStorage(blobStorage(settings).endpoint)];
  const names = seed.connections.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) {
    throw new SetupError(`The seed file has two connections of the name "${twice}". Give each a name of its own.`);
  }
  return seed.connections;
}

const localStorage = (target: string): Connection => ({
  name: STORAGE_CONNECTION,
  type: 'AzureStorageAccount',
  target,
  isDefault: true,
  metadata: {},
  credentials: { type: 'AAD' },
});
