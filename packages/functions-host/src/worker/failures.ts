import { formatTimeSpan } from '../dotnet/time-span.ts';
import type { PlainError } from './protocol.ts';

/** Exception of a function or of a hook. */
export class FunctionFailure extends Error {
  override readonly name = 'FunctionFailure';
  /** The error of the app. */
  readonly thrown: PlainError;

  constructor(thrown: PlainError) {
    super(`${thrown.name}: ${thrown.message}`);
    this.thrown = thrown;
  }
}

/** The function exceeded its time-out; its worker process was killed. */
export class FunctionTimeout extends Error {
  override readonly name = 'FunctionTimeout';

  constructor(functionName: string, timeout: number) {
    super(
      `${functionName} ran longer than the ${formatTimeSpan(timeout)} of functionTimeout in host.json; its worker process was ended.`,
    );
  }
}

/** The worker process ended while a function ran in it. */
export class WorkerEnded extends Error {
  override readonly name = 'WorkerEnded';

  constructor(how: string) {
    super(`The worker process ended (${how}) while the function ran.`);
  }
}
