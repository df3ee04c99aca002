import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { messageOf } from '../../../../../shared/core/errors.ts';
import type { Operation } from '../../spec/shapes/operation.ts';
import type { Log } from '../log.ts';
import { decode } from './address.ts';
import { asApiError } from './api-error.ts';
import { dispatch, type FindHandler } from './dispatch.ts';
import type { Fault } from './fault.ts';
import { faultReply } from './fault-reply.ts';
import type { Faults } from './faults.ts';
import { type Answer, answerOf, errorAnswer } from './http-answer.ts';
import { type Incoming, readRequest } from './incoming-request.ts';
import { type Journal, noteInJournal } from './request-journal.ts';
import { operationOf, type Routed, type Router } from './router.ts';
import { asStateError } from './state-error.ts';

export interface ServiceParts {
  readonly router: Router;
  readonly handlerOf: FindHandler;
  readonly faults: Faults;
  readonly journal: Journal;
  readonly log: Log;
  /** Sees what an operation returned before it is sent, and may put something in its place. For tests. */
  readonly inspect?: Inspect | undefined;
}

export type Inspect = (operation: Operation, result: unknown) => unknown;

/** Milliseconds that requests under way get to end when the emulator stops. */
const PATIENCE_MS = 5_000;

/** Answers every request that is not for `/_emulator/`. */
export class Service {
  readonly #parts: ServiceParts;
  readonly #underWay = new Set<Promise<unknown>>();

  constructor(parts: ServiceParts) {
    this.#parts = parts;
  }

  readonly serve = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const gone = new AbortController();
    reply.raw.once('close', () => {
      if (!reply.raw.writableFinished) gone.abort();
    });
    const incoming = readRequest(request, gone.signal);
    const { router, faults, journal } = this.#parts;
    const routed = router.find(incoming.address, incoming.method);
    const operation = operationOf(routed)?.id ?? null;
    const fault = faults.strike({ operation, method: incoming.method, path: incoming.url.pathname });
    noteInJournal(journal, reply.raw, incoming, operation, fault);
    const work = this.#answerWithFault(incoming, routed, fault);
    this.#underWay.add(work);
    const answer = await work.finally(() => this.#underWay.delete(work));
    if (answer !== 'dropped') return send(reply, incoming, answer);
    reply.hijack();
    request.raw.socket.destroy();
    return reply;
  };

  /** Resolves when no request is under way any more, or when they have taken too long to end. */
  async settled(): Promise<void> {
    await Promise.race([Promise.allSettled(this.#underWay), sleep(PATIENCE_MS, undefined, { ref: false })]);
  }

  async #answerWithFault(incoming: Incoming, routed: Routed, fault: Fault | undefined): Promise<Answer | 'dropped'> {
    const run = () => this.#answer(incoming, routed, () => this.#run(incoming, routed));
    if (!fault) return run();
    if (fault.delayMs) await sleep(fault.delayMs, undefined, { signal: incoming.signal }).catch(() => {});
    if (fault.drop === 'before') return 'dropped';
    if (fault.status === undefined || fault.afterEffect) {
      const answer = await run();
      if (fault.drop === 'after') return abandoned(answer);
      if (fault.status === undefined) return answer;
    }
    return this.#answer(incoming, routed, () => faultReply(fault));
  }

  async #run(incoming: Incoming, routed: Routed): Promise<unknown> {
    const result = await dispatch(incoming, routed, this.#parts.handlerOf);
    const operation = operationOf(routed);
    return operation && this.#parts.inspect ? this.#parts.inspect(operation, result) : result;
  }

  async #answer(incoming: Incoming, routed: Routed, work: () => unknown): Promise<Answer> {
    const operation = operationOf(routed);
    try {
      return answerOf(operation, await work(), decode(incoming.address.path));
    } catch (error) {
      const shape = operation?.errors ?? (incoming.address.api === 'foundry' ? 'ApiErrorResponse' : 'errorResponse');
      const stateError = asStateError(error);
      if (stateError)
        this.#parts.log.error(stateError.message, { requestId: incoming.requestId, reason: messageOf(error) });
      const answered = stateError ?? asApiError(error, incoming, this.#parts.log);
      return errorAnswer(shape, answered, incoming.requestId);
    }
  }
}

/** Discards a response that is not sent. Its stream must end, or it would run forever. */
function abandoned({ body }: Answer): 'dropped' {
  if (body instanceof Readable) body.destroy();
  return 'dropped';
}

function send(reply: FastifyReply, { requestId, headers, stream }: Incoming, answer: Answer): FastifyReply {
  const client = headers['x-ms-client-request-id'];
  // An unread rest of the body would be parsed as the next request: it is discarded, or the connection closes.
  const cut = stream.destroyed && !stream.readableEnded;
  stream.resume();
  return reply
    .code(answer.status)
    .headers({ 'x-ms-request-id': requestId, 'apim-request-id': requestId, 'x-request-id': requestId })
    .headers(client === undefined ? {} : { 'x-ms-client-request-id': client })
    .headers(cut ? { connection: 'close' } : {})
    .headers(answer.headers)
    .send(answer.body ?? undefined);
}
