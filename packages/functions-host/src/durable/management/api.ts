import type { ApiServices, ManagementCall } from './call.ts';
import { entityRoutes } from './entity-routes.ts';
import { instanceRoutes } from './instance-routes.ts';
import { listRoutes } from './list-routes.ts';
import { notFound, type Reply } from './reply.ts';
import { startOrchestrator } from './start.ts';

/** Answers a request under the API's root. Unknown paths and wrong methods are 404. */
export async function answerManagement(call: ManagementCall, services: ApiServices): Promise<Reply> {
  const hub = call.query('taskHub');
  // Another task hub has another store, which does not exist here.
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
