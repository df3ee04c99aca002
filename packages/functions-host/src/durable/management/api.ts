import type { DurableFunctions } from '../context/durable-functions.ts';
import type { DurableClient } from '../engine/durable-client.ts';
import type { ManagementCall } from './call.ts';
import { entityRoutes } from './entity-routes.ts';
import { instanceRoutes } from './instance-routes.ts';
import type { LinkBase } from './links.ts';
import { listRoutes } from './list-routes.ts';
import { notFound, type Reply } from './reply.ts';
import { startOrchestrator } from './start.ts';

export interface ApiServices {
  readonly client: DurableClient;
  readonly functions: DurableFunctions;
  readonly hubName: string;
  /** How the API is reached at the place that a caller used. */
  readonly links: (call: ManagementCall) => LinkBase;
}

/** Answers a request under the API's root. What it does not know, wrong methods included, is 404. */
export async function answerManagement(call: ManagementCall, services: ApiServices): Promise<Reply> {
  const hub = call.query('taskHub');
  // Another hub is another store, and there is none here.
  if (hub && hub.toLowerCase() !== services.hubName.toLowerCase()) return notFound;
  const [area, ...rest] = call.segments;
  switch (area?.toLowerCase()) {
    case 'orchestrators':
      return call.method === 'POST' ? startOrchestrator(call, rest, services) : notFound;
    case 'instances':
      return rest.length === 0 ? listRoutes(call, services) : instanceRoutes(call, rest, services);
    case 'entities':
      return entityRoutes(call, rest, services);
    default:
      return notFound;
  }
}
