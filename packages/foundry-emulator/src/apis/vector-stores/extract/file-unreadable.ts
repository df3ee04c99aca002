import type { FileFault } from '../objects/store-file.ts';

/** A file whose text cannot be had, and why. */
export class FileUnreadable extends Error {
  override readonly name = 'FileUnreadable';
  readonly fault: FileFault;

  constructor(fault: FileFault, options?: ErrorOptions) {
    super(fault.message, options);
    this.fault = fault;
  }
}

export const unsupported = (): FileUnreadable =>
  new FileUnreadable({ code: 'unsupported_file', message: 'The file type is not supported.' });

export const unparsable = (why: string, cause?: unknown): FileUnreadable =>
  new FileUnreadable({ code: 'invalid_file', message: `The file could not be parsed because it ${why}.` }, { cause });

export const encrypted = (cause?: unknown): FileUnreadable => unparsable('is encrypted', cause);
