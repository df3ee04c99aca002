import type { MadeFile } from '../../tools/contract/tool-kind.ts';
import { isAgentToolItem } from '../conversations/agent-tool-items.ts';
import type { Item } from '../conversations/item.ts';
import type { FoundryResponse } from '../conversations/response.ts';
import { EventLog } from './event-log.ts';

const END_EVENTS = {
  completed: 'response.completed',
  incomplete: 'response.incomplete',
  failed: 'response.failed',
  // The reference has no event for cancellation. This one lets the SDK helpers end.
  cancelled: 'response.incomplete',
} as const;

/** Holds the current state of a response and logs an event for each change. */
export class ResponseWriter {
  readonly log = new EventLog();
  /** Files that calls have made so far. */
  readonly madeFiles: MadeFile[] = [];
  readonly #open = new Map<number, () => Item>();
  #response: FoundryResponse;

  constructor(initial: FoundryResponse) {
    this.#response = initial;
  }

  get response(): FoundryResponse {
    return this.#response;
  }

  /** `response.created`, `response.queued` or `response.in_progress`. */
  announce(step: 'created' | 'queued' | 'in_progress'): void {
    if (step !== 'created') this.#response = { ...this.#response, status: step };
    this.log.add(`response.${step}`, { response: this.#response });
  }

  /** Adds an unfinished item. @param broken returns the item for a response that ends before the item does */
  openItem(item: Item, broken: () => Item = () => ({ ...item, status: 'incomplete' })): number {
    const index = this.#response.output.length;
    const signed = this.#signed(item);
    this.#response = { ...this.#response, output: [...this.#response.output, signed] };
    this.#open.set(index, broken);
    this.log.add('response.output_item.added', { output_index: index, item: signed });
    return index;
  }

  closeItem(index: number, item: Item): void {
    this.#open.delete(index);
    const signed = this.#signed(item);
    this.#response = { ...this.#response, output: this.#response.output.with(index, signed) };
    this.log.add('response.output_item.done', { output_index: index, item: signed });
  }

  /** Logs an event about one item. */
  emit(type: string, index: number, fields: Record<string, unknown>): void {
    this.log.add(type, { output_index: index, item_id: this.#response.output[index]?.id, ...fields });
  }

  /** Ends the response and closes its open items. */
  end(status: keyof typeof END_EVENTS, fields: Partial<FoundryResponse>): void {
    for (const [index, broken] of this.#open) this.closeItem(index, broken());
    this.#response = { ...this.#response, ...fields, status };
    this.log.add(END_EVENTS[status], { response: this.#response });
    this.log.end();
  }

  /** Returns the item with `created_by`. Calls of agent tools also have `response_id` and `agent_reference`, as from the service. */
  #signed(item: Item): Item {
    const { id, agent, agent_reference } = this.#response;
    const twice = isAgentToolItem(item.type) ? { response_id: id, ...(agent ? { agent_reference } : {}) } : {};
    return { ...item, ...twice, created_by: { response_id: id, ...(agent ? { agent } : {}) } };
  }
}
