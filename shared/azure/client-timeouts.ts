import { Readable } from 'node:stream';
import { type RequestPolicy, toHttpHeadersLike } from '@azure/core-http-compat';
import {
  createDefaultHttpClient,
  createHttpHeaders,
  createPipelineRequest,
  type HttpClient,
  type PipelineRequest,
  RestError,
} from '@azure/core-rest-pipeline';
import { deadlineSignal } from '../core/deadline.ts';
import { RetryableError } from '../core/errors.ts';

/**
 * Milliseconds that one try of a request to storage, Foundry or the management API may take, and that a response's body may pause.
 * The SDKs have no such limit: `tryTimeoutInMs` only tells the server. Retries are above this limit.
 */
export const TRY_TIMEOUT_MS = 15_000;

/** A code that every SDK of Azure retries. */
const TRY_TIMED_OUT = 'ETIMEDOUT';
/** A code that no SDK retries. */
const DEADLINE_PASSED = 'DEADLINE_PASSED';

/** Sends requests of Azure's SDKs and gives up on each try after `tryTimeoutMs`, and on all of them at the caller's deadline. */
export function timedHttpClient(tryTimeoutMs = TRY_TIMEOUT_MS, inner = createDefaultHttpClient()): HttpClient {
  return {
    sendRequest: async (request) => {
      const callers = request.abortSignal;
      const deadline = deadlineSignal();
      if (deadline?.aborted) throw deadlinePassed(request);
      const sending = new AbortController();
      const abort = () => sending.abort();
      // The caller's signal also ends a streamed body; time-out and deadline end only the wait for the response.
      callers?.addEventListener('abort', abort);
      deadline?.addEventListener('abort', abort);
      let timedOut = false;
      const timer = setTimeout(() => {
        timedOut = true;
        abort();
      }, tryTimeoutMs);
      request.abortSignal = callers?.aborted ? callers : sending.signal;
      try {
        const response = await inner.sendRequest(request);
        const stream = response.readableStreamBody;
        if (stream === undefined) return response;
        return { ...response, readableStreamBody: withoutStalls(Readable.from(stream), tryTimeoutMs, request) };
      } catch (error) {
        if (callers?.aborted) throw error;
        if (deadline?.aborted) throw deadlinePassed(request);
        if (timedOut) throw tryTimedOut(request, tryTimeoutMs);
        throw isBrokenBody(error) ? connectionBroke(request) : error;
      } finally {
        clearTimeout(timer);
        deadline?.removeEventListener('abort', abort);
        if (callers === undefined) delete request.abortSignal;
        else request.abortSignal = callers;
      }
    },
  };
}

/** The same client in the form that the SDKs of queues and blobs accept, which know only the older interface. */
export function timedStorageHttpClient(tryTimeoutMs?: number, inner?: HttpClient): RequestPolicy {
  const client = timedHttpClient(tryTimeoutMs, inner);
  return {
    sendRequest: async (older) => {
      const { headers, keepAlive, abortSignal, ...same } = older;
      const request = createPipelineRequest({
        ...same,
        ...(abortSignal === undefined ? {} : { abortSignal }),
        headers: createHttpHeaders(headers.toJson({ preserveCase: true })),
        disableKeepAlive: !keepAlive,
        // The SDKs have checked the protocol; Azurite speaks plain http.
        allowInsecureConnection: true,
      });
      const response = await client.sendRequest(request);
      return { ...response, headers: toHttpHeadersLike(response.headers), request: older };
    },
  };
}

/** Ends a stream with an error, which its reader retries, when the next bytes do not arrive in time. */
function withoutStalls(source: Readable, timeoutMs: number, request: PipelineRequest): NodeJS.ReadableStream {
  async function* chunks(): AsyncGenerator<unknown, void> {
    const iterator = source[Symbol.asyncIterator]();
    try {
      for (;;) {
        const { done, value } = await inTime(iterator.next(), timeoutMs, () => tryTimedOut(request, timeoutMs));
        if (done) return;
        yield value;
      }
    } finally {
      source.destroy();
    }
  }
  return Readable.from(chunks(), { objectMode: false });
}

/** Rejects when a promise is not settled in time. */
async function inTime<T>(promise: Promise<T>, ms: number, late: () => unknown): Promise<T> {
  const expired = Promise.withResolvers<never>();
  const timer = setTimeout(() => expired.reject(late()), ms);
  try {
    return await Promise.race([promise, expired.promise]);
  } finally {
    clearTimeout(timer);
  }
}

const tryTimedOut = (request: PipelineRequest, ms: number) =>
  new RestError(`${hostOf(request)} did not answer within ${ms / 1000} s.`, { code: TRY_TIMED_OUT, request });

/** The connection broke within the body of a response. The SDK of queues would not retry the error that the HTTP client makes of it. */
const isBrokenBody = (error: unknown): boolean => error instanceof RestError && error.code === RestError.PARSE_ERROR;

const connectionBroke = (request: PipelineRequest) =>
  new RestError(`The connection to ${hostOf(request)} broke.`, { code: 'ECONNRESET', request });

const deadlinePassed = (request: PipelineRequest) =>
  new RestError(`The caller had no time left to wait for ${hostOf(request)}.`, { code: DEADLINE_PASSED, request });

const hostOf = ({ url }: PipelineRequest): string => new URL(url).host;

/**
 * `fetch` for the OpenAI SDK, which has a time-out of its own for the response: adds the caller's deadline, and ends a body that
 * stalls.
 */
export const timedFetch =
  (stallTimeoutMs = TRY_TIMEOUT_MS): typeof fetch =>
  async (input, init = {}) => {
    const signals = [deadlineSignal(), init?.signal].filter((signal) => signal != null);
    const response = await fetch(input, { ...init, signal: AbortSignal.any(signals) });
    const { body } = response;
    return body === null ? response : new Response(withoutPauses(body.getReader(), stallTimeoutMs), response);
  };

/** Reads a body on demand, so that only the wait for bytes counts and not the time between two reads. */
function withoutPauses(reader: ReadableStreamDefaultReader<Uint8Array>, timeoutMs: number): ReadableStream<Uint8Array> {
  const stalled = () => new DOMException(`No bytes arrived for ${timeoutMs / 1000} s.`, 'TimeoutError');
  return new ReadableStream(
    {
      pull: async (controller) => {
        try {
          const { done, value } = await inTime(reader.read(), timeoutMs, stalled);
          if (done) controller.close();
          else controller.enqueue(value);
        } catch (error) {
          reader.cancel(error).catch(() => undefined);
          throw error;
        }
      },
      cancel: (reason) => reader.cancel(reason),
    },
    { highWaterMark: 0 },
  );
}

/** Milliseconds that signing in to Azure may take. */
const TOKEN_TIMEOUT_MS = 20_000;

/** Gives up on a token that does not come; a later request asks again. @throws RetryableError */
export const tokenInTime = <T>(token: Promise<T>): Promise<T> =>
  inTime(
    token,
    TOKEN_TIMEOUT_MS,
    () => new RetryableError(`Azure did not issue a token within ${TOKEN_TIMEOUT_MS / 1000} s.`),
  );
