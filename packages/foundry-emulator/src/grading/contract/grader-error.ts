/** A grader has no verdict on a row. The row counts as errored, not as 0, with this code and message. */
export class GraderError extends Error {
  override readonly name = 'GraderError';
  readonly code: string;

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
