/** A function that cannot be served as it is declared. Shown at start-up and under /admin/functions/{name}/status. */
export class IndexingError extends Error {
  override readonly name = 'IndexingError';
}

/** A declaration that stops the whole host, not only its function: on the real host, a route that cannot be parsed. */
export class HostError extends Error {
  override readonly name = 'HostError';
}
