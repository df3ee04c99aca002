import { randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import type { AppFunction, InvocationOutcome } from '../extension/extension.ts';
import type { HostServices } from '../extension/host-services.ts';
import { traceOfHeaders } from '../invocation/trace-context.ts';
import { type IncomingRequest, RefusedRequest, readBody } from '../server/incoming-request.ts';
import { replyEmpty } from '../server/reply.ts';
import type { RpcHttp } from '../worker/core-types.ts';
import type { RouteValues } from './route-match.ts';
import { sendResponse } from './send-response.ts';
import { streamThrough } from './stream-through.ts';
import { bindingData, toRpcHttp, triggerMetadata } from './trigger-data.ts';

export interface HttpCall {
  readonly fn: AppFunction;
  readonly request: IncomingRequest;
  readonly params: RouteValues;
  readonly response: ServerResponse;
}

/** Runs an HTTP function and answers its request. A failed function is an empty 500, one that returns nothing a 204. */
export async function runHttpFunction(
  call: HttpCall,
  services: HostServices,
  httpUri: string | undefined,
  chunkedBodies: boolean,
): Promise<void> {
  const log = services.log.for(`Function.${call.fn.name}`);
  try {
    await (httpUri === undefined ? buffered(call, services, chunkedBodies) : streamed(call, services, httpUri));
  } catch (error) {
    const { response } = call;
    // The executor has logged a failure of the function. This covers failures after it.
    log.debug(`${call.request.method} ${call.request.path} failed: ${error instanceof Error ? error.message : error}`);
    if (response.headersSent) response.destroy();
    else if (error instanceof RefusedRequest) {
      // The rest of the body is not read.
      response.shouldKeepAlive = false;
      replyEmpty(response, error.status);
    } else replyEmpty(response, 500);
  }
}

async function buffered(call: HttpCall, { invoke, log }: HostServices, chunkedBodies: boolean): Promise<void> {
  const { fn, request, params, response } = call;
  const body = await readBody(request.message, chunkedBodies);
  const outcome = await invoke(fn, {
    input: { http: toRpcHttp(request, params, body) },
    triggerMetadata: triggerMetadata(request, params),
    bindingData: bindingData(request, params, body),
    traceContext: traceOfHeaders(request.headers),
    reason: reason(request),
  });
  const answer = responseOf(outcome);
  if (!answer) replyEmpty(response, 204);
  else {
    try {
      sendResponse(response, answer, log.for(`Function.${fn.name}`));
    } catch (error) {
      log.for(`Function.${fn.name}`).error(`${error instanceof Error ? error.message : error}`, { function: fn.name });
      for (const name of response.getHeaderNames()) response.removeHeader(name);
      replyEmpty(response, 500);
    }
  }
}

async function streamed(call: HttpCall, { invoke, log }: HostServices, httpUri: string): Promise<void> {
  const { fn, request, params, response } = call;
  const invocationId = randomUUID();
  const stream = streamThrough(httpUri, invocationId, request, response);
  stream.done.catch(() => {});
  try {
    const outcome = await invoke(fn, {
      invocationId,
      input: { http: toRpcHttp(request, params, undefined) },
      triggerMetadata: triggerMetadata(request, params),
      bindingData: bindingData(request, params, undefined),
      traceContext: traceOfHeaders(request.headers),
      reason: reason(request),
    });
    if (outcome.returnsNothing) {
      // The real host leaves such a request unanswered until it times out.
      stream.abort();
      replyEmpty(response, 204);
    } else await stream.done;
  } catch (error) {
    stream.abort();
    log
      .for(`Function.${fn.name}`)
      .warning(
        'On Azure a failed function with enableHttpStream leaves its caller without a response for 240 s. Catch its errors.',
      );
    throw error;
  }
}

/** Returns the response: the return value, or an extra output of type http. */
function responseOf({ returnValue, outputs }: InvocationOutcome): RpcHttp | undefined {
  return returnValue?.http ?? [...outputs.values()].find((value) => value.http)?.http;
}

/** The path only, because a query may contain a key. */
function reason({ method, path }: IncomingRequest): string {
  return `${method} ${path}`;
}
