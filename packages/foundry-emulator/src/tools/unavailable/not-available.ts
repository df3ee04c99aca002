/** What model and client are told of a call that only the service could carry out. */
export const notHere = (tool: string, what: string): string =>
  `The tool "${tool}" is not available locally: this emulator ${what}. Nothing was looked up or done.`;
