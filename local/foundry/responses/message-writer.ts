import { newId } from '../frame/ids.ts';
import { type ContentPart, type MessageItem, outputText } from './items/item.ts';
import type { ResponseWriter } from './response-writer.ts';

type PartKind = 'output_text' | 'refusal';

/** Writes one message of the assistant, piece by piece, with all the events that go with it. */
export class MessageWriter {
  readonly #writer: ResponseWriter;
  readonly #item: MessageItem;
  readonly #index: number;
  readonly #parts: ContentPart[] = [];
  #kind: PartKind | undefined;
  #text = '';

  constructor(writer: ResponseWriter, id = newId('msg')) {
    this.#writer = writer;
    this.#item = { id, type: 'message', status: 'in_progress', role: 'assistant', content: [] };
    this.#index = writer.openItem(this.#item, () => this.#finished('incomplete'));
  }

  add(kind: PartKind, delta: string): void {
    if (this.#kind !== kind) {
      this.#closePart();
      this.#kind = kind;
      this.#emit('response.content_part.added', { part: partOf(kind, '') });
    }
    this.#text += delta;
    if (kind === 'refusal') this.#emit('response.refusal.delta', { delta });
    else this.#emit('response.output_text.delta', { delta, logprobs: [] });
  }

  close(status: 'completed' | 'incomplete'): void {
    this.#writer.closeItem(this.#index, this.#finished(status));
  }

  #finished(status: string): MessageItem {
    this.#closePart();
    return { ...this.#item, status, content: [...this.#parts] };
  }

  #closePart(): void {
    const kind = this.#kind;
    if (!kind) return;
    const part = partOf(kind, this.#text);
    if (kind === 'refusal') this.#emit('response.refusal.done', { refusal: this.#text });
    else this.#emit('response.output_text.done', { text: this.#text, logprobs: [] });
    this.#emit('response.content_part.done', { part });
    this.#parts.push(part);
    this.#kind = undefined;
    this.#text = '';
  }

  #emit(type: string, fields: Record<string, unknown>): void {
    this.#writer.emit(type, this.#index, { content_index: this.#parts.length, ...fields });
  }
}

const partOf = (kind: PartKind, text: string): ContentPart =>
  kind === 'refusal' ? { type: 'refusal', refusal: text } : outputText(text);
