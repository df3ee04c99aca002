import { registerJobApi } from './http.ts';
import { registerOrchestration } from './orchestration.ts';
import { registerJobQueues } from './queues.ts';
import { jobSettings } from './settings.ts';

/** Registers what long jobs need: their API, their queues, and the orchestration that carries them. */
export function registerJobs(): void {
  // A setting that cannot be meant stops the app now, and not the first job in the night.
  jobSettings(process.env);
  registerJobApi();
  registerJobQueues();
  registerOrchestration();
}
