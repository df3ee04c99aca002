import { setTimeout as sleep } from 'node:timers/promises';
import { JsonEndError, JsonReader } from '../../dotnet/json-reader.ts';
import { jsonText } from '../../dotnet/json-text.ts';
import { traceOfHeaders } from '../../invocation/trace-context.ts';
import { InvalidArgument, WrongState } from '../engine/durable-client.ts';
import { isFinished } from '../engine/load-execution.ts';
import type { JsonText } from '../history/history-event.ts';
import type { ApiServices, ManagementCall } from './call.ts';
import { instanceLinks } from './links.ts';
import { badJson, exceptionReply, notFound, type Reply } from './reply.ts';
import { jsonOrText, statusPayload } from './status-payload.ts';

/** POST orchestrators/{name}/{id?} */
export async function startOrchestrator(
  call: ManagementCall,
  [name, instanceId, ...more]: readonly string[],
  services: ApiServices,
): Promise<Reply> {
  if (name === undefined || more.length > 0) return notFound;
  let input: string | null;
  try {
    const body = await call.body();
    input = startInput(body);
  } catch (error) {
    // The extension handles only errors of the reader; an input that ends too early fails in the deserializer.
    if (error instanceof JsonEndError) {
      const object = error.container === 'JObject';
      return exceptionReply(
        500,
        'Something went wrong while processing your request',
        error.message.replace(
          /^.*?JsonReader\.|^.*? loading J\w+\./,
          object ? 'Unexpected end when deserializing object.' : 'Unexpected end when reading token.',
        ),
        object ? 'Newtonsoft.Json.JsonSerializationException' : 'Newtonsoft.Json.JsonWriterException',
      );
    }
    return badJson(error);
  }
  return started(
    call,
    () => {
      const trace = traceOfHeaders(call.headers);
      return services.client.start({ name, instanceId, input, version: call.query('version'), trace });
    },
    services,
  );
}

/**
 * Reads the input of an orchestration as Newtonsoft's DeserializeObject does: empty text is null, and other text after the value
 * is an error.
 * @throws JsonReaderError
 */
function startInput(body: string): JsonText | null {
  const reader = new JsonReader(body);
  const node = reader.read();
  if (!node) return null;
  reader.end();
  return jsonText(node, 'asText', 'compact');
}

/** Starts an orchestration and, when the caller asks for it, waits for its end. */
export async function started(call: ManagementCall, start: () => string, services: ApiServices): Promise<Reply> {
  let id: string;
  try {
    id = start();
  } catch (error) {
    if (error instanceof InvalidArgument) {
      const message = 'One or more of the arguments submitted is incorrect';
      return exceptionReply(400, message, error.message, 'System.ArgumentException');
    }
    if (error instanceof WrongState) return { status: 409, json: { Message: error.message } };
    throw error;
  }
  const timeout = call.number('timeout');
  const interval = call.number('pollingInterval');
  const ended =
    timeout === undefined || interval === undefined ? undefined : await waitForEnd(id, services, { timeout, interval });
  if (ended) {
    return ended.status === 'Completed'
      ? { status: 200, json: jsonOrText(ended.output) }
      : { status: 200, json: statusPayload(ended, true) };
  }
  const links = instanceLinks(services.links(call), id);
  return { status: 202, headers: { location: links.statusQueryGetUri, 'retry-after': '10' }, json: links };
}

/** Waits for the end of an instance. Times are in seconds. Returns undefined when it has not ended in time. */
async function waitForEnd(id: string, { client }: ApiServices, times: { timeout: number; interval: number }) {
  const until = Date.now() + times.timeout * 1000;
  for (;;) {
    const instance = client.store.instance(id);
    if (instance && isFinished(instance)) return instance;
    const remaining = until - Date.now();
    if (remaining <= 0) return undefined;
    await sleep(Math.min(remaining, times.interval * 1000));
  }
}
