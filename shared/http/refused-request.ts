import { type HttpAnswer, problem } from './response.ts';

/** A request that is refused before any work is done for it, and the answer to it. */
export class RefusedRequest extends Error {
  override readonly name = 'RefusedRequest';
  readonly answer: HttpAnswer;

  /** `headers` are added to the answer, for instance `retry-after` or `www-authenticate`. */
  constructor(status: number, code: string, detail: string, headers: Readonly<Record<string, string>> = {}) {
    super(detail);
    const answer = problem(status, code, detail);
    this.answer = { ...answer, headers: { ...answer.headers, ...headers } };
  }
}
