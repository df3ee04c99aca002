import type { Reason } from '../jobs/workflow/job-state.ts';
import { TerminalError } from './errors.ts';

/** A terminal error with a code for programs and the HTTP status it means when a request is answered with it. */
export class Refusal extends TerminalError {
  override readonly name = 'Refusal';
  readonly code: string;
  readonly status: number;
  /** Single problems, each with the field it is about. */
  readonly details: readonly FieldProblem[];

  constructor(
    code: string,
    message: string,
    { status = 422, details = [], cause }: { status?: number; details?: readonly FieldProblem[]; cause?: unknown } = {},
  ) {
    super(message, cause === undefined ? {} : { cause });
    this.code = code;
    this.status = status;
    this.details = details;
  }

  get reason(): Reason {
    return { code: this.code, message: this.message };
  }
}

export interface FieldProblem {
  readonly field: string;
  readonly problem: string;
}
