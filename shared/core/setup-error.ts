/** Something about this machine or its settings keeps the platform from starting. The message says what to do about it. */
export class SetupError extends Error {
  override readonly name = 'SetupError';
}
