import type { ModelUse } from '../../../grading/contract/judge.ts';
import type { CreateBody } from '../../responses/create-body.ts';
import type { ResponseService } from '../../responses/response-service.ts';
import { respond } from './respond.ts';
import { sampleOfResponse, wordsOf } from './response-sample.ts';
import { useOf } from './sample.ts';

export interface Said {
  readonly role: string;
  readonly content: string;
}

/** Answer of a target. */
export interface Told {
  readonly text: string;
  /** Value of `sample` in templates. */
  readonly sample: Readonly<Record<string, unknown>>;
  readonly use: ModelUse;
}

/** Asks a target, given all messages so far. @throws GraderError when it does not answer */
export type Ask = (said: readonly Said[], signal: AbortSignal) => Promise<Told>;

/** Asks a model or an agent through a response that is not stored. */
export const askByResponse =
  (service: ResponseService, body: CreateBody): Ask =>
  async (said, signal) => {
    const response = await respond(service, { ...body, input: said, store: false }, signal);
    return { text: wordsOf(response), sample: sampleOfResponse(response), use: useOf(response) };
  };
