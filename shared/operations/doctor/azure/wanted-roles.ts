import storage from '../../../../infra/data/storage.json' with { type: 'json' };
import ROLE_IDS from '../../../../infra/roles/role-ids.json' with { type: 'json' };
import { BLOB_EVENTS_QUEUE } from '../../../ingestion/events/take-events.ts';

/** The name in infra/data/storage-names.bicep. */
export const UNDELIVERED_EVENTS = 'undelivered-events';

export { ROLE_IDS };

export type RoleName = keyof typeof ROLE_IDS;

/** One of these roles has to be held on a resource. */
export interface Wanted {
  readonly on: string;
  /** The first is what the templates grant; the others hold it, too. */
  readonly anyOf: readonly [RoleName, ...RoleName[]];
  /** What happens without it. */
  readonly without: string;
}

/** What the app needs in the data account, as the templates grant it. */
export function ofAppOnData(account: string): readonly Wanted[] {
  const queues = storage.queues.map(
    ({ name, app }): Wanted => ({
      on: queue(account, name),
      anyOf:
        app === 'reads'
          ? ['Storage Queue Data Contributor']
          : ['Storage Queue Data Message Sender', 'Storage Queue Data Contributor'],
      without: 'Without it the triggers of the app do not start, or its answers go nowhere.',
    }),
  );
  const tables = storage.tables.map(
    (name): Wanted => ({
      on: `${account}/tableServices/default/tables/${name}`,
      anyOf: ['Storage Table Data Contributor'],
      without: 'Without it the app cannot remember what it has done.',
    }),
  );
  const containers = storage.containers.map(
    ({ name, app }): Wanted => ({
      on: `${account}/blobServices/default/containers/${name}`,
      anyOf:
        app === 'reads'
          ? ['Storage Blob Data Reader', 'Storage Blob Data Contributor', 'Storage Blob Data Owner']
          : ['Storage Blob Data Contributor', 'Storage Blob Data Owner'],
      without: 'Without it the app can neither read documents nor keep results.',
    }),
  );
  return [...queues, ...tables, ...containers];
}

/** What the Functions host needs in its own account. */
export function ofAppOnHost(account: string): readonly Wanted[] {
  const without = 'Without it the host does not start.';
  return [
    { on: account, anyOf: ['Storage Blob Data Owner'], without },
    { on: account, anyOf: ['Storage Queue Data Contributor'], without },
    { on: account, anyOf: ['Storage Table Data Contributor'], without },
  ];
}

/** What the project needs of the tools' queues: it puts calls there, and takes the answers. */
export function ofProjectOnData(account: string): readonly Wanted[] {
  return storage.queues
    .filter((one) => 'agents' in one && one.agents === true)
    .map(({ name }) => ({
      on: queue(account, name),
      anyOf: ['Storage Queue Data Contributor'],
      without: 'Without it the agent waits, and nothing comes to the queue.',
    }));
}

/** What Event Grid needs: it fills one queue, and keeps what it could not deliver in one container. */
export function ofEventsOnData(account: string): readonly Wanted[] {
  const without = 'Without it events of blobs go nowhere, and new blobs are noticed by the nightly comparison only.';
  return [
    {
      on: queue(account, BLOB_EVENTS_QUEUE),
      anyOf: ['Storage Queue Data Message Sender', 'Storage Queue Data Contributor'],
      without,
    },
    {
      on: `${account}/blobServices/default/containers/${UNDELIVERED_EVENTS}`,
      anyOf: ['Storage Blob Data Contributor', 'Storage Blob Data Owner'],
      without: 'Without it what Event Grid could not deliver is lost without a trace.',
    },
  ];
}

/** What app and project need of the Foundry account. */
export function onFoundry(account: string): readonly Wanted[] {
  return [
    { on: account, anyOf: ['Foundry User'], without: 'Without it jobs, evaluations and agents are refused with 401.' },
  ];
}

const queue = (account: string, name: string) => `${account}/queueServices/default/queues/${name}`;
