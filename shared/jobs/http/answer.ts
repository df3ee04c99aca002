import { RetryableError } from '../../errors.ts';
import { asRetryable } from '../../storage/storage-errors.ts';
import { Refusal } from '../refusal.ts';
import { explainServiceError } from '../service-error.ts';

/** What an HTTP function answers. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: unknown;
}

/** A refusal as problem+json (RFC 9457). */
export function problem(status: number, code: string, detail: string, errors: Refusal['details'] = []): HttpAnswer {
  return {
    status,
    headers: { 'content-type': 'application/problem+json' },
    body: {
      type: `urn:foundry-functions:problem:${code}`,
      title: TITLES[status] ?? 'The request cannot be served',
      status,
      code,
      detail,
      ...(errors.length === 0 ? {} : { errors }),
    },
  };
}

const TITLES: Readonly<Record<number, string>> = {
  400: 'The request cannot be understood',
  404: 'There is no such thing',
  409: 'Not possible in this state',
  413: 'The request is too large',
  422: 'The request cannot be carried out',
  503: 'Not possible now',
};

/** Answers a request; what is refused on the way becomes a problem. Mistakes of this program are thrown. */
export async function answering(work: () => Promise<HttpAnswer>): Promise<HttpAnswer> {
  try {
    return await work();
  } catch (thrown) {
    const error = explainServiceError(asRetryable(thrown), 'Checking the request');
    if (error instanceof Refusal) return problem(outward(error), error.code, error.message, error.details);
    if (error instanceof RetryableError) {
      const answer = problem(503, 'try_again', `${error.message} Nothing was accepted.`);
      return {
        ...answer,
        headers: { ...answer.headers, 'retry-after': String(Math.max(1, Math.ceil(error.retryAfter / 1000))) },
      };
    }
    throw error;
  }
}

/** The caller is not who was refused when our own identity was. */
const outward = ({ code, status }: Refusal): number => (code === 'unauthorized' || code === 'forbidden' ? 502 : status);
