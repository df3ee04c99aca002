import { asRetryable } from '../../azure/storage/storage-errors.ts';
import { RetryableError } from '../../core/errors.ts';
import { RequestError } from '../../core/request-error.ts';
import { explainServiceError } from '../../foundry/service-error.ts';
import { type ApiResponse, problem } from '../../http/response.ts';

/** Answers a request; what is refused on the way becomes a problem. Mistakes of this program are thrown. */
export async function withProblems(work: () => Promise<ApiResponse>): Promise<ApiResponse> {
  try {
    return await work();
  } catch (thrown) {
    const error = explainServiceError(asRetryable(thrown), 'Checking the request');
    if (error instanceof RequestError) return problem(outward(error), error.code, error.message, error.details);
    if (error instanceof RetryableError) {
      const answer = problem(
        503,
        'try_again',
        `${error.message} Nothing was accepted. GET /api/health names the dependency that does not answer; on this machine, start the platform again with npm start.`,
      );
      return {
        ...answer,
        headers: { ...answer.headers, 'retry-after': String(Math.max(1, Math.ceil(error.retryAfter / 1000))) },
      };
    }
    throw error;
  }
}

/** The caller is not who was refused when our own identity was. */
const outward = ({ code, status }: RequestError): number =>
  code === 'unauthorized' || code === 'forbidden' ? 502 : status;
