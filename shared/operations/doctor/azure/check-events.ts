import * as z from 'zod';
import storage from '../../../../infra/data/storage.json' with { type: 'json' };
import { explainManagement } from '../../../azure/management/explain-management.ts';
import type { Management } from '../../../azure/management/management.ts';
import { BLOB_EVENTS_QUEUE } from '../../../ingestion/events/take-events.ts';
import { type Finding, fail, pass } from '../finding.ts';
import { checkRoles } from './check-roles.ts';
import type { AzureResources } from './resources.ts';
import { ofEventsOnData } from './wanted-roles.ts';

/** API versions of the templates. */
const VERSION = '2025-02-15';
const STORAGE_VERSION = '2024-01-01';

const topic = z.object({
  id: z.string(),
  properties: z.object({ source: z.string() }),
  identity: z
    .object({
      principalId: z.string().nullish(),
      userAssignedIdentities: z.record(z.string(), z.object({ principalId: z.string().optional() })).nullish(),
    })
    .nullish(),
});
const destination = z.object({
  properties: z.object({ resourceId: z.string().optional(), queueName: z.string().optional() }).optional(),
});
const subscription = z.object({
  name: z.string(),
  properties: z.object({
    provisioningState: z.string().optional(),
    destination: destination.nullish(),
    deliveryWithResourceIdentity: z
      .object({ identity: z.object({ type: z.string() }).nullish(), destination: destination.nullish() })
      .nullish(),
  }),
});
const account = z.object({
  properties: z.object({ networkAcls: z.object({ defaultAction: z.string().optional() }).nullish() }),
});

const check = 'events of blobs';
const LATE = 'only the nightly comparison finds new blobs';

/** Checks Event Grid: a topic of the data account, a subscription to the app's queue, and an identity that can write to it. */
export async function checkEvents(azure: Management, resources: AzureResources): Promise<readonly Finding[]> {
  if (!storage.containers.some((container) => 'ingested' in container)) return [];
  try {
    const topics = await azure.list(resources.systemTopics, VERSION, topic);
    const ours = topics.find(({ properties: { source } }) => same(source, resources.dataStorage));
    if (ours === undefined) {
      return [fail(check, `Event Grid has no topic for the data account: ${LATE}`, 'azd provision')];
    }
    const subscriptions = await azure.list(`${ours.id}/eventSubscriptions`, VERSION, subscription);
    const { properties } = await azure.get(resources.dataStorage, STORAGE_VERSION, account);
    const hasFirewall = properties.networkAcls?.defaultAction === 'Deny';
    const [assigned] = Object.values(ours.identity?.userAssignedIdentities ?? {});
    const principal = ours.identity?.principalId ?? assigned?.principalId;
    const place = { name: 'the data account', id: resources.dataStorage };
    return [
      checkSubscription(subscriptions, resources.dataStorage, hasFirewall),
      ...(await checkRoles(azure, 'Event Grid identity', principal, place, ofEventsOnData(resources.dataStorage))),
    ];
  } catch (error) {
    return [fail(check, ...explainManagement(error))];
  }
}

function checkSubscription(
  subscriptions: readonly z.infer<typeof subscription>[],
  storageId: string,
  hasFirewall: boolean,
): Finding {
  const ours = subscriptions.find(({ properties }) => {
    const to = (properties.deliveryWithResourceIdentity?.destination ?? properties.destination)?.properties;
    return to?.queueName === BLOB_EVENTS_QUEUE && same(to.resourceId ?? '', storageId);
  });
  if (ours === undefined) {
    return fail(check, `no subscription delivers to the queue ${BLOB_EVENTS_QUEUE}: ${LATE}`, 'azd provision');
  }
  const { provisioningState: state = 'Succeeded', deliveryWithResourceIdentity: delivery } = ours.properties;
  if (state !== 'Succeeded') {
    return fail(
      check,
      `the subscription "${ours.name}" is ${state}: ${LATE}`,
      'azd provision, once its roles are assigned',
    );
  }
  // Source: Microsoft Learn, "Storage queue as an event handler for Azure Event Grid events".
  if (hasFirewall && delivery?.identity?.type !== 'SystemAssigned') {
    return fail(
      check,
      `the subscription "${ours.name}" does not use the topic's system-assigned identity, and no other passes the firewall of the data account: ${LATE}`,
      'azd provision',
    );
  }
  return pass(check, `"${ours.name}" delivers them to ${BLOB_EVENTS_QUEUE}`);
}

const same = (one: string, other: string) => one.toLowerCase() === other.toLowerCase();
