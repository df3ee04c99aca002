import type { FileFault } from '../store-file.ts';

/** A file whose text cannot be had, and why. */
export class FileUnreadable extends Error {
  override readonly name = 'FileUnreadable';
  readonly fault: FileFault;

  constructor(code: FileFault['code'], message: string, options?: ErrorOptions) {
    super(message, options);
    this.fault = { code, message };
  }
}

export const unsupported = (): FileUnreadable =>
  new FileUnreadable('unsupported_file', 'The file type is not supported.');

export const unparsable = (why: string, cause?: unknown): FileUnreadable =>
  new FileUnreadable('invalid_file', `The file could not be parsed because it ${why}.`, { cause });
