/** The assembly of the real host that raises an error while a function is indexed. */
export type ErrorSource =
  | 'Microsoft.Azure.WebJobs.Host'
  | 'Microsoft.Azure.WebJobs.Extensions'
  | 'Microsoft.Azure.WebJobs.Extensions.Storage';

/** A function that cannot be served as it is declared. The message names the remedy and goes to the log. */
export class IndexingError extends Error {
  override readonly name = 'IndexingError';
  readonly #reported: string;
  readonly #source: ErrorSource | undefined;

  /**
   * @param reported text of the real host for the same mistake; the message when absent
   * @param source set for errors that the real host finds when it indexes the function
   */
  constructor(message: string, reported = message, source?: ErrorSource) {
    super(message);
    this.#reported = reported;
    this.#source = source;
  }

  /** The text under /admin/functions/{name}/status, in the real host's form. */
  reportedFor(functionName: string): string {
    const text = this.#reported.endsWith('.') ? this.#reported : `${this.#reported}.`;
    if (!this.#source) return text;
    return `Microsoft.Azure.WebJobs.Host: Error indexing method 'Functions.${functionName}'. ${this.#source}: ${text}`;
  }
}

/** A declaration that stops the whole host instead of its function alone: on the real host, a route that cannot be parsed. */
export class HostError extends Error {
  override readonly name = 'HostError';
}
