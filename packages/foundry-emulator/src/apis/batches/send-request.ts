import { randomUUID } from 'node:crypto';
import { messageOf } from '../../../../../shared/core/errors.ts';
import { ApiError, badRequest, notServed } from '../../core/http/api-error.ts';
import { checkBody } from '../../core/http/check-request.ts';
import { errorEnvelope } from '../../core/http/error-envelope.ts';
import { answerOf } from '../../core/http/http-answer.ts';
import type { ProjectContext } from '../../core/project/project-context.ts';
import { catalogue, type OperationId } from '../../spec/catalogue.ts';
import type { Batch } from './batch.ts';
import { withoutVersion } from './batch-request.ts';

/** The `response` of a line in a result file. */
export interface RequestAnswer {
  readonly status_code: number;
  readonly request_id: string;
  readonly body: Record<string, unknown>;
}

const OPERATIONS: Readonly<Record<string, OperationId>> = {
  '/chat/completions': 'ChatCompletions_CreateV1',
  '/completions': 'Completions_CreateV1',
  '/embeddings': 'Embeddings_Create',
  '/images/generations': 'ImageGenerations_CreateV1',
  '/moderations': 'Moderations_Create',
  '/responses': 'Responses_CreateResponse',
};

/** Returns a function that sends one request of a batch to the project's own handler, with the checks of a request over HTTP. */
export function requestSender({ handlerOf, log }: ProjectContext, { id, endpoint, base }: Batch) {
  const path = withoutVersion(endpoint);
  const operation = catalogue.find((each) => each.id === OPERATIONS[path]);
  const handle = operation && handlerOf(operation.id);
  if (!operation || !handle) throw notServed(`A batch for ${endpoint}`);

  return async (given: Record<string, unknown>, signal: AbortSignal): Promise<RequestAnswer> => {
    const requestId = randomUUID();
    try {
      for (const field of ['stream', 'background'])
        if (given[field] === true) throw badRequest(`${field} is not possible in a batch.`, field);
      const body = checkBody(operation, given, 'v1');
      const url = new URL(`${base}/openai/v1${path}`);
      const call = {
        params: {},
        query: {},
        body,
        headers: {},
        url,
        endpoint: base,
        agent: undefined,
        apiVersion: 'v1',
        requestId,
        signal,
      };
      const answer = answerOf(operation, await handle(call as never));
      return { status_code: answer.status, request_id: requestId, body: JSON.parse(`${answer.body}`) };
    } catch (error) {
      if (!(error instanceof ApiError))
        log.error('a request of a batch failed inside the emulator', {
          batch: id,
          requestId,
          reason: messageOf(error),
        });
      const shown =
        error instanceof ApiError
          ? error
          : new ApiError(500, {
              code: 'internal_server_error',
              message: `The emulator failed while it handled this request (${messageOf(error)}).`,
            });
      return {
        status_code: shown.status,
        request_id: requestId,
        body: errorEnvelope(operation.errors, shown, requestId),
      };
    }
  };
}
