import { Refusal } from '../../core/request-error.ts';

/** Refusals that are about us: no other file would fare better. */
const OURS: readonly string[] = ['unauthorized', 'forbidden'];

/** Whether a service refused what it was asked because of the file that it was asked about. */
export const isAboutTheFile = (error: unknown): error is Refusal =>
  error instanceof Refusal && !OURS.includes(error.code);
