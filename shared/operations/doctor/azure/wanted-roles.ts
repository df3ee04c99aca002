import storage from '../../../../infra/data/storage.json' with { type: 'json' };
import ROLE_IDS from '../../../../infra/roles/role-ids.json' with { type: 'json' };
import { BLOB_EVENTS_QUEUE } from '../../../ingestion/events/take-events.ts';

/** The name in infra/data/storage-names.bicep. */
export const UNDELIVERED_EVENTS = 'undelivered-events';

export { ROLE_IDS };

export type RoleName = keyof typeof ROLE_IDS;

/** A role that must be held on a resource. */
export interface WantedRole {
  readonly on: string;
  /** The templates assign the first; the others include it. */
  readonly anyOf: readonly [RoleName, ...RoleName[]];
  /** The effect of its absence. */
  readonly without: string;
}

/** Roles of the app in the data account, as the templates assign them. */
export function ofAppOnData(account: string): readonly WantedRole[] {
  const queues = storage.queues.map(
    ({ name, app }): WantedRole => ({
      on: queue(account, name),
      anyOf:
        app === 'reads'
          ? ['Storage Queue Data Contributor']
          : ['Storage Queue Data Message Sender', 'Storage Queue Data Contributor'],
      without: 'Without it the triggers of the app do not start, or its answers are lost.',
    }),
  );
  const tables = storage.tables.map(
    (name): WantedRole => ({
      on: `${account}/tableServices/default/tables/${name}`,
      anyOf: ['Storage Table Data Contributor'],
      without: 'Without it the app cannot store its state.',
    }),
  );
  const containers = storage.containers.map(
    ({ name, app }): WantedRole => ({
      on: `${account}/blobServices/default/containers/${name}`,
      anyOf:
        app === 'reads'
          ? ['Storage Blob Data Reader', 'Storage Blob Data Contributor', 'Storage Blob Data Owner']
          : ['Storage Blob Data Contributor', 'Storage Blob Data Owner'],
      without: 'Without it the app can neither read documents nor store results.',
    }),
  );
  return [...queues, ...tables, ...containers];
}

/** Roles of the app in the account of the Functions host. */
export function ofAppOnHost(account: string): readonly WantedRole[] {
  const without = 'Without it the host does not start.';
  return [
    { on: account, anyOf: ['Storage Blob Data Owner'], without },
    { on: account, anyOf: ['Storage Queue Data Contributor'], without },
    { on: account, anyOf: ['Storage Table Data Contributor'], without },
  ];
}

/** Roles of the project on the queues of the tools: it writes calls and reads answers. */
export function ofProjectOnData(account: string): readonly WantedRole[] {
  return storage.queues
    .filter((one) => 'agents' in one && one.agents === true)
    .map(({ name }) => ({
      on: queue(account, name),
      anyOf: ['Storage Queue Data Contributor'],
      without: 'Without it calls do not reach the queue and the agent waits.',
    }));
}

/** Roles of Event Grid: it writes to one queue, and to one container for events that it could not deliver. */
export function ofEventsOnData(account: string): readonly WantedRole[] {
  const without = 'Without it events of blobs are lost, and only the nightly comparison finds new blobs.';
  return [
    {
      on: queue(account, BLOB_EVENTS_QUEUE),
      anyOf: ['Storage Queue Data Message Sender', 'Storage Queue Data Contributor'],
      without,
    },
    {
      on: `${account}/blobServices/default/containers/${UNDELIVERED_EVENTS}`,
      anyOf: ['Storage Blob Data Contributor', 'Storage Blob Data Owner'],
      without: 'Without it undelivered events are lost without a trace.',
    },
  ];
}

/** Roles of app and project on the Foundry account. */
export function onFoundry(account: string): readonly WantedRole[] {
  return [
    { on: account, anyOf: ['Foundry User'], without: 'Without it jobs, evaluations and agents are refused with 401.' },
  ];
}

const queue = (account: string, name: string) => `${account}/queueServices/default/queues/${name}`;
