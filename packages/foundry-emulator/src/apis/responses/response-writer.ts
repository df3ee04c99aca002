import { isAgentToolItem } from '../conversations/agent-tool-items.ts';
import type { Item } from '../conversations/item.ts';
import type { FoundryResponse } from '../conversations/response.ts';
import { EventLog } from './event-log.ts';

const END_EVENTS = {
  completed: 'response.completed',
  incomplete: 'response.incomplete',
  failed: 'response.failed',
  // The reference has no event for it. This one makes the SDKs' helpers end with the response as it is.
  cancelled: 'response.incomplete',
} as const;

/** Writes a response as it comes into being: keeps its present state and tells of each step in its log. */
export class ResponseWriter {
  readonly log = new EventLog();
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

  /**
   * Adds an item that is not finished yet.
   * @param broken the item as it is when the response ends before it does
   * @returns its index
   */
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

  /** An event about one item. */
  emit(type: string, index: number, fields: Record<string, unknown>): void {
    this.log.add(type, { output_index: index, item_id: this.#response.output[index]?.id, ...fields });
  }

  /** Ends the response; what is still open ends as it is. */
  end(status: keyof typeof END_EVENTS, fields: Partial<FoundryResponse>): void {
    for (const [index, broken] of this.#open) this.closeItem(index, broken());
    this.#response = { ...this.#response, ...fields, status };
    this.log.add(END_EVENTS[status], { response: this.#response });
    this.log.end();
  }

  /** The item with its maker's name. The agent service writes calls of its tools with two more fields that say the same. */
  #signed(item: Item): Item {
    const { id, agent, agent_reference } = this.#response;
    const twice = isAgentToolItem(item.type) ? { response_id: id, ...(agent ? { agent_reference } : {}) } : {};
    return { ...item, ...twice, created_by: { response_id: id, ...(agent ? { agent } : {}) } };
  }
}
