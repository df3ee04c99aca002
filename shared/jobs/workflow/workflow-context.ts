import type { WorkflowState } from './job-state.ts';

/**
 * What carries a job: the little of Durable Functions that the orchestration needs. `Task` is something the orchestration may
 * yield; the carrier resumes it with the task's result.
 */
export interface WorkflowContext<Task, Job = WorkflowState> {
  /** The job as it was handed over, by whoever accepted it or by the history before this one. */
  readonly state: Job;
  /** Milliseconds since 1970; the same at every replay. */
  now(): number;
  /** Runs the job's next step; the result is an Answer. Throws into the orchestration when the activity failed. */
  runActivity(job: Job): Task;
  /** Done at a moment, unless it is cancelled before. */
  timer(at: number): { readonly task: Task; cancel(): void };
  /** Done when somebody wants something of the job. */
  waitForWake(): Task;
  /** Done with the first of several tasks; the result is that task. */
  any(tasks: readonly Task[]): Task;
  /** Whether a task is done already. The first of several tasks does not notice what was done before it was asked. */
  isCompleted(task: Task): boolean;
  /** Ends this history and begins a new one with the job as it is now. */
  continueAsNew(job: Job): void;
}
