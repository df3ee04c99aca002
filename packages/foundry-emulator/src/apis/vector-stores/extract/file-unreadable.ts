import type { FileFault } from '../objects/store-file.ts';

/** The text of a file cannot be read. `fault` is the error that the service reports. */
export class FileUnreadable extends Error {
  override readonly name = 'FileUnreadable';
  readonly fault: FileFault;

  constructor(fault: FileFault, options?: ErrorOptions) {
    super(fault.message, options);
    this.fault = fault;
  }
}

export const unsupported = (hint = ''): FileUnreadable =>
  new FileUnreadable({ code: 'unsupported_file', message: `The file type is not supported.${hint}` });

export const unparsable = (why: string, cause?: unknown): FileUnreadable =>
  new FileUnreadable({ code: 'invalid_file', message: `The file could not be parsed because it ${why}.` }, { cause });

export const encrypted = (cause?: unknown): FileUnreadable => unparsable('is encrypted', cause);
