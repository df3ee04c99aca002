/** Columns of the table. A client without programs for a feature does not have the feature. */
export const FEATURES = [
  'chat',
  'streaming',
  'tools',
  'structured output',
  'embeddings',
  'files',
  'responses',
  'agents',
  'assistants',
  'fine-tuning',
  'evals',
  'images',
  'audio',
] as const;

export type Feature = (typeof FEATURES)[number];

/** Outcome of one program: it passed unless it has a `reason`. */
export interface ProgramResult {
  readonly feature: Feature;
  readonly program: string;
  readonly reason?: string;
}

/** Outcome of all programs of a client. `skipped` says why none ran. */
export interface ClientResult {
  readonly client: string;
  /** Packages the programs use, as `name@version`. */
  readonly versions: readonly string[];
  readonly skipped?: string;
  readonly results: readonly ProgramResult[];
}

export const failuresOf = (clients: readonly ClientResult[]): (ProgramResult & { client: string })[] =>
  clients.flatMap(({ client, results }) =>
    results.filter(({ reason }) => reason !== undefined).map((result) => ({ client, ...result })),
  );
