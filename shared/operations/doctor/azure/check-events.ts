import * as z from 'zod';
import storage from '../../../../infra/data/storage.json' with { type: 'json' };
import { explainManagement } from '../../../azure/management/explain-management.ts';
import type { Management } from '../../../azure/management/management.ts';
import { BLOB_EVENTS_QUEUE } from '../../../ingestion/events/take-events.ts';
import { type Finding, fine, wrong } from '../finding.ts';
import { checkRoles } from './check-roles.ts';
import type { AzureResources } from './resources.ts';
import { ofEventsOnData } from './wanted-roles.ts';

/** The version of the templates (infra/data/blob-events.bicep). */
const VERSION = '2025-02-15';

const topic = z.object({
  id: z.string(),
  properties: z.object({ source: z.string() }),
  identity: z
    .object({ userAssignedIdentities: z.record(z.string(), z.object({ principalId: z.string() })).nullish() })
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
    deliveryWithResourceIdentity: z.object({ destination: destination.nullish() }).nullish(),
  }),
});

const check = 'events of blobs';
const LATE = 'new blobs are noticed by the nightly comparison only';

/** Does Event Grid tell the app of blobs: a topic of the data account, a subscription to our queue, and an identity that may write there? */
export async function checkEvents(azure: Management, resources: AzureResources): Promise<readonly Finding[]> {
  if (!storage.containers.some((container) => 'ingested' in container)) return [];
  try {
    const topics = await azure.list(resources.systemTopics, VERSION, topic);
    const ours = topics.find(({ properties: { source } }) => same(source, resources.dataStorage));
    if (ours === undefined)
      return [wrong(check, `Event Grid has no topic of the data account: ${LATE}`, 'azd provision')];
    const subscriptions = await azure.list(`${ours.id}/eventSubscriptions`, VERSION, subscription);
    const [who] = Object.values(ours.identity?.userAssignedIdentities ?? {});
    const place = { name: 'the data account', id: resources.dataStorage };
    return [
      judge(subscriptions, resources.dataStorage),
      await checkRoles(azure, 'Event Grid identity', who?.principalId, place, ofEventsOnData(resources.dataStorage)),
    ];
  } catch (error) {
    return [wrong(check, ...explainManagement(error))];
  }
}

function judge(subscriptions: readonly z.infer<typeof subscription>[], account: string): Finding {
  const ours = subscriptions.find(({ properties }) => {
    const to = (properties.deliveryWithResourceIdentity?.destination ?? properties.destination)?.properties;
    return to?.queueName === BLOB_EVENTS_QUEUE && same(to.resourceId ?? '', account);
  });
  if (ours === undefined) {
    return wrong(
      check,
      `no subscription of the topic delivers to the queue ${BLOB_EVENTS_QUEUE}: ${LATE}`,
      'azd provision',
    );
  }
  const { provisioningState: state = 'Succeeded' } = ours.properties;
  return state === 'Succeeded'
    ? fine(check, `"${ours.name}" delivers them to ${BLOB_EVENTS_QUEUE}`)
    : wrong(check, `the subscription "${ours.name}" is ${state}: ${LATE}`, 'azd provision, once its roles are there');
}

const same = (one: string, other: string) => one.toLowerCase() === other.toLowerCase();
