/** The kinds of work that a line of the call log can be about. */
export const TOPICS = ['tools', 'jobs', 'ingestion', 'evaluations', 'http', 'app'] as const;
export type Topic = (typeof TOPICS)[number];
