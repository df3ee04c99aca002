import { jitter } from '../polling/jitter.ts';
import type { WorkflowState } from './job-state.ts';

const FIRST_MS = 5_000;
const LONGEST_MS = 600_000;

/**
 * Milliseconds to wait after a step that could not be done for now: longer with every failure in a row, spread between half and
 * whole so that jobs refused together do not come back together, and never less than was asked.
 */
export function retryDelay(job: WorkflowState, failures: number, asked: number): number {
  const full = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(failures - 1, 16));
  return Math.max(asked, Math.round(full * (0.5 + jitter(`${job.id}/${job.steps}`) / 2)));
}
