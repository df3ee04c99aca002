import { WrongState } from '../engine/durable-client.ts';
import { isFinished } from '../engine/load-execution.ts';
import type { Instance, InstanceQuery, RuntimeStatus } from '../store/durable-store.ts';
import type { ApiServices, ManagementCall } from './call.ts';
import { notFound, type Reply } from './reply.ts';
import { statusPayload } from './status-payload.ts';

const DEFAULT_PAGE = 100;
const CONTINUATION = 'x-ms-continuation-token';

/** Serves instances: GET lists those that match the filters in pages, DELETE purges the finished ones among them. */
export async function listRoutes(call: ManagementCall, services: ApiServices): Promise<Reply> {
  if (call.method === 'GET') return list(call, services);
  return call.method === 'DELETE' ? purgeAll(call, services) : notFound;
}

function list(call: ManagementCall, { client }: ApiServices): Reply {
  const showInput = call.flag('showInput') ?? true;
  const { items, headers } = page(call, (limit, after) =>
    client.store.instances({ ...filters(call), idPrefix: call.query('instanceIdPrefix'), limit, after }),
  );
  return { status: 200, headers, json: items.map((instance) => statusPayload(instance, showInput)) };
}

/** Returns the page after the caller's continuation token, with the token of the next page. */
export function page(call: ManagementCall, find: (limit: number, after: string | undefined) => Instance[]) {
  const size = Math.max(1, Math.floor(call.wholeNumber('top') ?? DEFAULT_PAGE));
  const token = call.headers[CONTINUATION];
  const after =
    typeof token === 'string' && token !== '' ? Buffer.from(token, 'base64url').toString('utf8') : undefined;
  const found = find(size + 1, after);
  const items = found.slice(0, size);
  const last = found.length > size ? items.at(-1) : undefined;
  const headers: Record<string, string> = last ? { [CONTINUATION]: Buffer.from(last.id).toString('base64url') } : {};
  return { items, headers };
}

function purgeAll(call: ManagementCall, { client }: ApiServices): Reply {
  const query = filters(call);
  if (query.createdFrom === undefined) {
    return { status: 400, json: "Please provide value for 'createdTimeFrom' parameter." };
  }
  let instancesDeleted = 0;
  let after: string | undefined;
  for (;;) {
    const found = client.store.instances({ ...query, limit: DEFAULT_PAGE, after });
    for (const instance of found.filter(isFinished)) {
      try {
        client.purge(instance.id);
        instancesDeleted++;
      } catch (error) {
        // The instance was started again meanwhile.
        if (!(error instanceof WrongState)) throw error;
      }
    }
    after = found.at(-1)?.id;
    if (after === undefined) break;
  }
  return instancesDeleted === 0 ? notFound : { status: 200, json: { instancesDeleted } };
}

const statusNames: readonly RuntimeStatus[] = ['Pending', 'Running', 'Suspended', 'Completed', 'Failed', 'Terminated'];

/** Statuses of the extension that no instance of this host has. */
const UNUSED_STATUSES = ['ContinuedAsNew', 'Canceled', 'Unknown'];

/** Ignores values that cannot be read. Like .NET's Enum.TryParse, names are case-sensitive. */
function filters(call: ManagementCall): Omit<InstanceQuery, 'limit' | 'after'> {
  const given = (call.query('runtimeStatus') ?? '').split(',').map((name) => name.trim());
  const known = statusNames.filter((name) => given.includes(name));
  const statuses = known.length > 0 || given.some((name) => UNUSED_STATUSES.includes(name)) ? known : undefined;
  return { createdFrom: call.time('createdTimeFrom'), createdTo: call.time('createdTimeTo'), statuses };
}
