import type { WorkflowState } from './job-state.ts';

/**
 * The parts of Durable Functions that a workflow needs. `Task` is a value that the workflow yields; the context resumes
 * it with the task's result.
 */
export interface WorkflowContext<Task, Job = WorkflowState> {
  /** State of the job at the start of this history. */
  readonly state: Job;
  /** Milliseconds since 1970; the same at every replay. */
  now(): number;
  /** Runs the job's next step; the result is an Answer. Throws into the orchestration when the activity failed. */
  runActivity(job: Job): Task;
  /** Done at a moment, unless it is cancelled before. */
  timer(at: number): { readonly task: Task; cancel(): void };
  /** Completes when an owner requests an action. */
  waitForWake(): Task;
  /** Done with the first of several tasks; the result is that task. */
  any(tasks: readonly Task[]): Task;
  /** True when a task has completed. `any` does not notice tasks that completed before it was called. */
  isCompleted(task: Task): boolean;
  /** Ends this history and begins a new one with the job as it is now. */
  continueAsNew(job: Job): void;
}
