/** A grader could not come to a verdict on one row. That is no zero: the row counts as errored, with this code and message. */
export class GraderError extends Error {
  override readonly name = 'GraderError';
  readonly code: string;

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
