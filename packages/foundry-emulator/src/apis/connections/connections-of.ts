import { SetupError } from '../../../../../shared/core/setup-error.ts';
import type { ProjectContext } from '../../core/project/project-context.ts';
import { blobStorage } from '../../core/storage/blob-storage.ts';
import { type Connection, connectionSeed } from './connection.ts';

/** The connection for datasets' data, where a seed file names none. */
export const STORAGE_CONNECTION = 'local-storage';

/** The connections of a project: those of the seed file, else one for storage. @throws SetupError when two have one name */
export function connectionsOf({ seed, settings }: Pick<ProjectContext, 'seed' | 'settings'>): readonly Connection[] {
  const connections = seed.get(connectionSeed);
  if (!connections) return [localStorage(blobStorage(settings).endpoint)];
  const names = connections.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) {
    throw new SetupError(`The seed file has two connections of the name "${twice}". Give each a name of its own.`);
  }
  return connections;
}

const localStorage = (target: string): Connection => ({
  name: STORAGE_CONNECTION,
  type: 'AzureStorageAccount',
  target,
  isDefault: true,
  metadata: {},
  credentials: { type: 'AAD' },
});
