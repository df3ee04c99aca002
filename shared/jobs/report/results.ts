/** A chart of a report. */
export interface Chart {
  /** File name, for instance `loss.svg`. */
  readonly name: string;
  readonly svg: string;
}

/** Results of a job that has ended. Long content (rows, events) is stored in files of its own. */
export interface JobResults {
  /** For programs: what result.json holds. */
  readonly result: Readonly<Record<string, unknown>>;
  /** For people: a section of the report, Markdown. */
  readonly report: string;
  readonly charts: readonly Chart[];
  /** Result of the gates; missing when the request has none. */
  readonly verdict?: 'passed' | 'failed' | undefined;
  /** Reason why the job counts as failed although the service completed it. */
  readonly failure?: { readonly code: string; readonly message: string } | undefined;
  /** A further job of another kind that belongs to this one, and is carried next. */
  readonly followedBy?: { readonly kind: string; readonly request: unknown };
}
