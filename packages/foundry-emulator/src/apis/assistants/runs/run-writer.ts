import { EventBuffer } from '../../../core/event-log.ts';
import type { ServerSentEvent } from '../../../core/http/reply.ts';
import { newId } from '../../../core/ids.ts';
import type { AssistantStore } from '../objects/assistant-store.ts';
import { addUsage, type CompletionUsage, type KeptRun, NO_USAGE, type Run, type RunStatus } from '../objects/run.ts';
import type { KeptStep, RunStep, StepDetails } from '../objects/run-step.ts';
import type { IncompleteReason, Message, MessageContent } from '../objects/thread.ts';

type Ended = 'completed' | 'incomplete' | 'failed' | 'cancelled' | 'expired';

/** Final status of open steps, by the run's final status. */
const OPEN_STEPS = {
  completed: 'completed',
  incomplete: 'completed',
  failed: 'failed',
  cancelled: 'cancelled',
  expired: 'expired',
} as const;
const OPEN_MESSAGES: Readonly<Record<Ended, IncompleteReason>> = {
  completed: 'max_tokens',
  incomplete: 'max_tokens',
  failed: 'run_failed',
  cancelled: 'run_cancelled',
  expired: 'run_expired',
};

/** Writes a run and its objects. Each change is stored before its event is sent. */
export class RunWriter {
  readonly events = new EventBuffer<ServerSentEvent>();
  readonly #id: string;
  readonly #store: AssistantStore;
  readonly #seconds: () => number;

  constructor(id: string, store: AssistantStore, seconds: () => number) {
    this.#id = id;
    this.#store = store;
    this.#seconds = seconds;
  }

  /** Undefined when the thread has been deleted. */
  get kept(): KeptRun | undefined {
    return this.#store.runs.get(this.#id);
  }

  tell(event: string, data: object | string): void {
    this.events.add({ event, data });
  }

  /** Sets the run's status and sends the event. */
  become(status: RunStatus, fields: Partial<Run> = {}): void {
    const { kept } = this;
    if (!kept) return;
    const run = { ...kept.run, ...fields, status };
    this.#store.runs.put({ ...kept, run });
    this.tell(`thread.run.${status}`, run);
  }

  spend(usage: CompletionUsage): void {
    const { kept } = this;
    if (kept) this.#store.runs.put({ ...kept, spent: addUsage(kept.spent, usage) });
  }

  /** Ends the run with its open steps and messages, in one transaction. */
  end(status: Ended, fields: Partial<Run> = {}): void {
    const { kept } = this;
    if (!kept) return;
    this.#store.transaction(() => {
      for (const message of [...this.#store.messages.all({ where: { run: this.#id } })])
        if (message.status === 'in_progress') this.endMessage(message.id, message.content, OPEN_MESSAGES[status]);
      for (const step of [...this.#store.steps.all({ where: { run: this.#id } })])
        if (step.step.status === 'in_progress') this.endStep(step, OPEN_STEPS[status]);
      const now = this.#seconds();
      const at = { completed: 'completed_at', failed: 'failed_at', cancelled: 'cancelled_at' } as const;
      const time = status === 'incomplete' || status === 'expired' ? {} : { [at[status]]: now };
      const expiry = status === 'expired' ? {} : { expires_at: null };
      this.become(status, { ...fields, ...time, ...expiry, required_action: null, usage: kept.spent });
    });
  }

  openStep(step_details: StepDetails): KeptStep | undefined {
    const { kept } = this;
    if (!kept) return undefined;
    const { id, thread_id, assistant_id } = kept.run;
    const step: RunStep = {
      id: newId('step'),
      object: 'thread.run.step',
      created_at: this.#seconds(),
      run_id: id,
      assistant_id,
      thread_id,
      type: step_details.type,
      status: 'in_progress',
      step_details,
      last_error: null,
      expired_at: null,
      cancelled_at: null,
      failed_at: null,
      completed_at: null,
      metadata: {},
      usage: null,
    };
    const made = { step, calls: [], spoken: false, spent: NO_USAGE };
    this.#store.steps.put(made);
    this.tell('thread.run.step.created', step);
    this.tell('thread.run.step.in_progress', step);
    return made;
  }

  keepStep(step: KeptStep): void {
    if (this.kept) this.#store.steps.put(step);
  }

  tellStep(id: string, call: object): void {
    const delta = { step_details: { type: 'tool_calls', tool_calls: [call] } };
    this.tell('thread.run.step.delta', { id, object: 'thread.run.step.delta', delta });
  }

  endStep(kept: KeptStep, status: Exclude<RunStep['status'], 'in_progress'>): void {
    if (!this.kept) return;
    const ended = { ...kept.step, status, [`${status}_at`]: this.#seconds(), usage: kept.spent };
    this.#store.steps.put({ ...kept, spoken: true, step: ended });
    this.tell(`thread.run.step.${status}`, ended);
  }

  openMessage(): Message | undefined {
    const { kept } = this;
    if (!kept) return undefined;
    const { id, thread_id, assistant_id } = kept.run;
    const message: Message = {
      id: newId('msg'),
      object: 'thread.message',
      created_at: this.#seconds(),
      thread_id,
      status: 'in_progress',
      incomplete_details: null,
      completed_at: null,
      incomplete_at: null,
      role: 'assistant',
      content: [],
      assistant_id,
      run_id: id,
      attachments: [],
      metadata: {},
    };
    this.#store.messages.put(message);
    return message;
  }

  /** @param reason why it is incomplete, if it is */
  endMessage(id: string, content: readonly MessageContent[], reason?: IncompleteReason): void {
    const message = this.#store.messages.get(id);
    if (!message) return;
    const now = this.#seconds();
    const ended: Message = reason
      ? { ...message, content, status: 'incomplete', incomplete_at: now, incomplete_details: { reason } }
      : { ...message, content, status: 'completed', completed_at: now };
    this.#store.messages.put(ended);
    this.tell(`thread.message.${ended.status}`, ended);
  }
}
