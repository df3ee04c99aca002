import { NoSuchInstance, WrongState } from '../engine/durable-client.ts';
import { isFinished } from '../engine/load-execution.ts';
import { type ApiServices, type ManagementCall, storedJson } from './call.ts';
import { badJson, exceptionReply, notFound, type Reply } from './reply.ts';
import { started } from './start.ts';
import { historyPayload, statusPayload } from './status-payload.ts';

/** instances/{id}, instances/{id}/{operation}, instances/{id}/raiseEvent/{name} */
export async function instanceRoutes(
  call: ManagementCall,
  [id = '', operation, ...more]: readonly string[],
  services: ApiServices,
): Promise<Reply> {
  const { client } = services;
  if (operation === undefined) {
    if (call.method === 'GET') return status(call, id, services);
    return call.method === 'DELETE' ? purge(id, services) : notFound;
  }
  if (call.method !== 'POST') return notFound;
  const name = operation.toLowerCase();
  const [eventName] = more;
  if (name === 'raiseevent')
    return eventName && more.length === 1 ? raiseEvent(call, id, eventName, services) : notFound;
  if (more.length > 0) return notFound;
  const reason = call.query('reason') ?? null;
  switch (name) {
    case 'terminate':
      return attempt(() => client.terminate(id, reason));
    case 'suspend':
      return attempt(() => client.suspend(id, reason));
    case 'resume':
      return attempt(() => client.resume(id, reason));
    case 'rewind':
      return attempt(() => client.rewind(id, reason), preconditionFailed);
    case 'restart':
      return restart(call, id, services);
    default:
      return notFound;
  }
}

function status(call: ManagementCall, id: string, { client }: ApiServices): Reply {
  const instance = client.store.instance(id);
  if (!instance) return notFound;
  const showInput = call.flag('showInput') ?? true;
  const history =
    call.flag('showHistory') && instance.status !== 'Pending'
      ? historyPayload(client.store.history(id), { showInput, showOutput: call.flag('showHistoryOutput') ?? false })
      : undefined;
  const json = statusPayload(instance, showInput, history);
  if (!isFinished(instance)) return { status: 202, headers: { location: call.url, 'retry-after': '5' }, json };
  const failsLoudly = instance.status === 'Failed' && call.flag('returnInternalServerErrorOnFailure');
  return { status: failsLoudly ? 500 : 200, json };
}

function purge(id: string, { client }: ApiServices): Reply {
  return attempt(() => client.purge(id), preconditionFailed, { status: 200, json: { instancesDeleted: 1 } });
}

async function raiseEvent(call: ManagementCall, id: string, name: string, { client }: ApiServices): Promise<Reply> {
  const instance = client.store.instance(id);
  if (!instance) return notFound;
  if (isFinished(instance)) return { status: 410 };
  if (!call.isJson) return { status: 400, json: { Message: 'Only application/json request content is supported' } };
  let input: string;
  try {
    input = storedJson(await call.body());
  } catch (error) {
    return badJson(error);
  }
  return attempt(() => client.raiseEvent(id, name, input));
}

async function restart(call: ManagementCall, id: string, services: ApiServices): Promise<Reply> {
  try {
    return await started(
      call,
      () => services.client.restart(id, call.flag('restartWithNewInstanceId') ?? true),
      services,
    );
  } catch (error) {
    if (!(error instanceof NoSuchInstance)) throw error;
    return exceptionReply(
      400,
      'InstanceId does not match a valid orchestration instance.',
      `${error.message} (Parameter 'instanceId')`,
      'System.ArgumentException',
    );
  }
}

/** Maps a finished instance to 410 and any other wrong state to the real extension's unhandled exception. */
function attempt(
  work: () => void,
  wrongState: (error: WrongState) => Reply = goneOrFailed,
  done: Reply = { status: 202 },
): Reply {
  try {
    work();
    return done;
  } catch (error) {
    if (error instanceof NoSuchInstance) return notFound;
    if (error instanceof WrongState) return wrongState(error);
    throw error;
  }
}

function goneOrFailed({ message, instance }: WrongState): Reply {
  if (isFinished(instance)) return { status: 410 };
  return exceptionReply(
    500,
    'Something went wrong while processing your request',
    message,
    'System.InvalidOperationException',
  );
}

function preconditionFailed({ message }: WrongState): Reply {
  return { status: 412, json: message };
}
