import { messageOf } from '../../../../../shared/core/errors.ts';
import { ModelError } from '../../model/contract/model-error.ts';
import { ToolFailure } from '../../tools/contract/tool-kind.ts';
import type { FoundryResponse, ResponseUsage } from '../conversations/response.ts';
import { type Assignment, carryOut } from './execute-response.ts';
import { ResponseWriter } from './response-writer.ts';

/** Why a response is given up from outside. */
export class GivenUp extends Error {
  override readonly name = 'GivenUp';
  readonly status: 'cancelled' | 'failed';

  constructor(status: 'cancelled' | 'failed', message: string) {
    super(message);
    this.status = status;
  }
}

export interface RunHooks {
  /** Keeps the response as it stands now. */
  keep(response: FoundryResponse): void;
  /** Keeps the response as it ended, with all that belongs to its end. */
  conclude(run: Run): void;
  seconds(): number;
  /** For what should never happen. */
  report(error: unknown): void;
}

/** A response being carried out. */
export class Run {
  readonly writer: ResponseWriter;
  /** Resolves, never rejects, when the response has ended and is kept. */
  readonly ended: Promise<void>;
  readonly #giveUp = new AbortController();

  constructor(initial: FoundryResponse, assignment: Assignment, hooks: RunHooks) {
    this.writer = new ResponseWriter(initial);
    const { promise, resolve } = Promise.withResolvers<void>();
    this.ended = promise;
    this.writer.announce('created');
    if (initial.background) this.writer.announce('queued');
    hooks.keep(this.writer.response);
    // The answer to a background request says "queued": work begins after it.
    setImmediate(() => void this.#work(assignment, hooks).finally(resolve));
  }

  get response(): FoundryResponse {
    return this.writer.response;
  }

  /** Ends the response before its time. Does nothing once it has ended. */
  giveUp(reason: GivenUp): void {
    this.#giveUp.abort(reason);
  }

  async #work(assignment: Assignment, hooks: RunHooks): Promise<void> {
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
      const ending = await carryOut(assignment, writer, { signal, responseEnded: this.ended, tell });
      signal.throwIfAborted();
      const completed = ending.status === 'completed' ? { completed_at: hooks.seconds() } : {};
      writer.end(ending.status, { ...usage, ...completed, incomplete_details: ending.incomplete_details });
    } catch (error) {
      if (signal.reason instanceof GivenUp) this.#endGivenUp(signal.reason, usage);
      else this.#endFailed(error, usage, hooks);
    }
    // In the same breath: nobody reads of an end that is not kept yet.
    try {
      hooks.conclude(this);
    } catch (error) {
      hooks.report(error);
    }
  }

  #endGivenUp({ status, message }: GivenUp, usage: Partial<FoundryResponse>): void {
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
