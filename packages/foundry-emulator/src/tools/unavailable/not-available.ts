/** Explanation for model and client that a call is not available locally. */
export const notAvailable = (tool: string, what: string): string =>
  `The tool "${tool}" is not available locally: this emulator ${what}. Nothing was looked up or done.`;
