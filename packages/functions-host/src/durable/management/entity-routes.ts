import { InvalidArgument } from '../engine/durable-client.ts';
import { readState } from '../entities/scheduler-state.ts';
import { type EntityId, entityId, entityOf, schedulerId } from '../history/entity-id.ts';
import type { Instance } from '../store/durable-store.ts';
import { type ApiServices, type ManagementCall, storedJson } from './call.ts';
import { page } from './list-routes.ts';
import { notFound, type Reply } from './reply.ts';
import { jsonOrText } from './status-payload.ts';

/** Empty key in URLs. */
const EMPTY_KEY = '$';

/** entities/{name?}/{key?} */
export async function entityRoutes(
  call: ManagementCall,
  [name, key, ...more]: readonly string[],
  services: ApiServices,
): Promise<Reply> {
  if (more.length > 0) return notFound;
  if (call.method === 'GET') {
    if (name === undefined || key === undefined) return list(call, name, services);
    return state(entityId(name, key === EMPTY_KEY ? '' : key), services);
  }
  if (call.method !== 'POST' && call.method !== 'DELETE') return notFound;
  return name === undefined ? notFound : signal(call, entityId(name, key ?? ''), services);
}

function state(entity: EntityId, { client }: ApiServices): Reply {
  const kept = readState(client.store.instance(schedulerId(entity))?.input ?? null);
  return kept.exists && kept.state !== undefined ? { status: 200, json: jsonOrText(kept.state) } : notFound;
}

function list(call: ManagementCall, name: string | undefined, { client }: ApiServices): Reply {
  const { items, headers } = page(call, (limit, after) =>
    client.store.instances({
      idPrefix: name === undefined ? '@' : schedulerId(entityId(name, '')),
      updatedFrom: call.time('lastOperationTimeFrom'),
      updatedTo: call.time('lastOperationTimeTo'),
      limit,
      after,
    }),
  );
  const fetchState = call.flag('fetchState') ?? false;
  return { status: 200, headers, json: items.flatMap((instance) => listed(instance, fetchState)) };
}

function listed(instance: Instance, fetchState: boolean): object[] {
  const entity = entityOf(instance.id);
  const kept = readState(instance.input);
  if (!entity || !kept.exists) return [];
  const lastOperationTime = new Date(instance.updated).toISOString();
  return [{ entityId: entity, lastOperationTime, state: fetchState ? jsonOrText(kept.state ?? null) : null }];
}

async function signal(call: ManagementCall, entity: EntityId, { client, functions }: ApiServices): Promise<Reply> {
  const body = await call.body();
  let input: string | null;
  try {
    input = body === '' ? null : call.isJson ? storedJson(body) : JSON.stringify(body);
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    return { status: 400, json: { Message: `Could not parse JSON content: ${problem}` } };
  }
  const problem = functions.problem('entity', entity.name);
  if (problem) return { status: 400, json: { Message: problem } };
  try {
    client.signalEntity(entity, call.method === 'DELETE' ? 'delete' : (call.query('op') ?? ''), input);
  } catch (error) {
    if (error instanceof InvalidArgument) return { status: 400, json: { Message: error.message } };
    throw error;
  }
  return { status: 202 };
}
