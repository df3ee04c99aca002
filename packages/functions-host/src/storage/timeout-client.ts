import { type RequestPolicy, toHttpHeadersLike } from '@azure/core-http-compat';
import { createDefaultHttpClient, createHttpHeaders, createPipelineRequest } from '@azure/core-rest-pipeline';

/** Storage did not answer in time. The retry policy of the SDK repeats requests that failed with this code. */
export class StorageTimeout extends Error {
  override readonly name = 'StorageTimeout';
  readonly code = 'ETIMEDOUT';

  constructor(milliseconds: number) {
    super(`Storage did not answer within ${milliseconds / 1_000} s.`);
  }
}

/**
 * An HTTP client for the storage SDKs that gives up a request which is not answered in time. Their own `tryTimeoutInMs` only
 * tells the server how long to work on it, so a server that accepts and stays silent would hang a call for ever. Each try of a
 * request has its own time, and a body that stops arriving counts, too.
 */
export function timeoutClient(milliseconds: number): RequestPolicy {
  const client = createDefaultHttpClient();
  return {
    sendRequest: async (resource) => {
      const timeout = new AbortController();
      const timer = setTimeout(() => timeout.abort(), milliseconds);
      const given = resource.abortSignal;
      const stop = () => timeout.abort();
      given?.addEventListener?.('abort', stop);
      let isStreamed = false;
      try {
        const response = await client.sendRequest(
          createPipelineRequest({
            url: resource.url,
            method: resource.method,
            headers: createHttpHeaders(resource.headers.toJson({ preserveCase: true })),
            body: resource.body,
            requestId: resource.requestId,
            abortSignal: timeout.signal,
            allowInsecureConnection: true,
            ...(resource.streamResponseStatusCodes
              ? { streamResponseStatusCodes: resource.streamResponseStatusCodes }
              : {}),
          }),
        );
        const body = response.readableStreamBody;
        if (body) {
          isStreamed = true;
          body.once('close', () => clearTimeout(timer));
        }
        // The given request, because the SDK finds the operation by it.
        return { ...response, headers: toHttpHeadersLike(response.headers), request: resource };
      } catch (error) {
        if (timeout.signal.aborted && !given?.aborted) throw new StorageTimeout(milliseconds);
        throw error;
      } finally {
        given?.removeEventListener?.('abort', stop);
        if (!isStreamed) clearTimeout(timer);
      }
    },
  };
}
