/**
 * Cost of one poll of a job in Durable Functions on Azure Storage, counted from how the extension works ("Durable Functions storage
 * providers" and "performance and scale" in the Azure documentation): storage transactions that are billed, and function executions.
 * Idle polling of the queues is not counted: it does not depend on the jobs.
 */
const ORCHESTRATOR_STEP = {
  /** Read and delete the message on the control queue, write the history and the instance, renew nothing. */
  transactions: 4,
  executions: 1,
} as const;

/** A timer is a message on the control queue that is hidden until its time. */
const TIMER = { transactions: 1 } as const;

const ACTIVITY = {
  /** The message that asks for it, its read and delete, and the message with its result. */
  transactions: 4,
  executions: 1,
  /** The job's own row is read; it is written only when something changed. */
  register: 1,
} as const;

/** A history that begins anew is read, its old rows are deleted in one batch, and one more step is taken. */
const NEW_HISTORY = { transactions: ORCHESTRATOR_STEP.transactions + 2, executions: 1 } as const;

export interface Cost {
  readonly transactions: number;
  readonly executions: number;
}

/** The cost of so many looks: each is a timer, a step that asks for the activity, the activity, and a step with its result. */
export function costOf(looks: number, stepsPerHistory: number): Cost {
  const histories = Math.floor(looks / stepsPerHistory);
  const perLook = 2 * ORCHESTRATOR_STEP.transactions + TIMER.transactions + ACTIVITY.transactions + ACTIVITY.register;
  return {
    transactions: looks * perLook + histories * NEW_HISTORY.transactions,
    executions: looks * (2 * ORCHESTRATOR_STEP.executions + ACTIVITY.executions) + histories * NEW_HISTORY.executions,
  };
}
