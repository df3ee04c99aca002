import { messageOf } from '../../../../../shared/core/errors.ts';
import { ModelError } from '../../model/contract/model-error.ts';
import { ToolFailure } from '../../tools/contract/tool-kind.ts';
import type { FoundryResponse, ResponseUsage } from '../conversations/response.ts';
import { executeResponse, type ResponseTask } from './execute-response.ts';
import { ResponseWriter } from './response-writer.ts';

/** Reason for aborting a response: cancelled by the client, or failed. */
export class ResponseAborted extends Error {
  override readonly name = 'ResponseAborted';
  readonly status: 'cancelled' | 'failed';

  constructor(status: 'cancelled' | 'failed', message: string) {
    super(message);
    this.status = status;
  }
}

export interface RunHooks {
  /** Stores the current state of the response. */
  keep(response: FoundryResponse): void;
  /** Stores the final response and everything that depends on it. */
  finalize(run: ResponseRun): void;
  seconds(): number;
  /** Reports an internal error. */
  report(error: unknown): void;
}

/** The execution of a response. */
export class ResponseRun {
  readonly writer: ResponseWriter;
  /** Resolves when the response has ended and is stored; never rejects. */
  readonly ended: Promise<void>;
  readonly #giveUp = new AbortController();

  constructor(initial: FoundryResponse, assignment: ResponseTask, hooks: RunHooks) {
    this.writer = new ResponseWriter(initial);
    const { promise, resolve } = Promise.withResolvers<void>();
    this.ended = promise;
    this.writer.announce('created');
    if (initial.background) this.writer.announce('queued');
    hooks.keep(this.writer.response);
    // The response to a background request says "queued", so work begins after it is sent.
    setImmediate(() => void this.#work(assignment, hooks).finally(resolve));
  }

  get response(): FoundryResponse {
    return this.writer.response;
  }

  /** Aborts the response. Has no effect after its end. */
  giveUp(reason: ResponseAborted): void {
    this.#giveUp.abort(reason);
  }

  async #work(assignment: ResponseTask, hooks: RunHooks): Promise<void> {
    const { signal } = this.#giveUp;
    const { writer } = this;
    let usage: Partial<FoundryResponse> = {};
    try {
      signal.throwIfAborted();
      writer.announce('in_progress');
      if (writer.response.background) hooks.keep(writer.response);
      const tell = (spent: ResponseUsage) => {
        usage = { usage: spent };
      };
      const ending = await executeResponse(assignment, writer, { signal, responseEnded: this.ended, tell });
      signal.throwIfAborted();
      const completed = ending.status === 'completed' ? { completed_at: hooks.seconds() } : {};
      writer.end(ending.status, { ...usage, ...completed, incomplete_details: ending.incomplete_details });
    } catch (error) {
      if (signal.reason instanceof ResponseAborted) this.#endGivenUp(signal.reason, usage);
      else this.#endFailed(error, usage, hooks);
    }
    // Synchronous, so that clients never see an end that is not stored.
    try {
      hooks.finalize(this);
    } catch (error) {
      hooks.report(error);
    }
  }

  #endGivenUp({ status, message }: ResponseAborted, usage: Partial<FoundryResponse>): void {
    this.writer.end(status, status === 'failed' ? { ...usage, error: { code: 'server_error', message } } : usage);
  }

  #endFailed(error: unknown, usage: Partial<FoundryResponse>, hooks: RunHooks): void {
    const expected = error instanceof ModelError || error instanceof ToolFailure;
    if (!expected) hooks.report(error);
    const code = error instanceof ModelError ? error.code : 'server_error';
    const message = expected ? messageOf(error) : `The emulator failed: ${messageOf(error)}`;
    this.writer.end('failed', { ...usage, error: { code, message } });
  }
}
