import { CitationReader, type CitedFile, type CitedPiece } from '../../../tools/file-search/citations.ts';
import type { CompletionUsage } from '../objects/run.ts';
import type { KeptStep } from '../objects/run-step.ts';
import { type Annotation, type IncompleteReason, type Message, textContent } from '../objects/thread.ts';
import type { RunWriter } from './run-writer.ts';

/** Writes one assistant message and its step, delta by delta. */
export class MessageWriter {
  readonly #writer: RunWriter;
  readonly #message: Message;
  readonly #step: KeptStep;
  readonly #citations = new CitationReader();
  readonly #annotations: Annotation[] = [];
  #text = '';

  private constructor(writer: RunWriter, message: Message, step: KeptStep) {
    this.#writer = writer;
    this.#message = message;
    this.#step = step;
  }

  /** Returns undefined when the thread has been deleted. */
  static open(writer: RunWriter): MessageWriter | undefined {
    const message = writer.openMessage();
    const details = { type: 'message_creation', message_creation: { message_id: `${message?.id}` } } as const;
    const step = message && writer.openStep(details);
    if (!step) return undefined;
    writer.tell('thread.message.created', message);
    writer.tell('thread.message.in_progress', message);
    return new MessageWriter(writer, message, step);
  }

  add(value: string): void {
    this.#write(this.#citations.add(value));
  }

  /** @param reason why the message is incomplete, if it is */
  close(spent: CompletionUsage, reason?: IncompleteReason): void {
    this.#end(reason);
    // A failing run closes its open messages itself.
    if (reason !== 'content_filter') this.#writer.endStep({ ...this.#step, spent }, 'completed');
  }

  /** Stores the partial message of a run that ends early. */
  keep(reason: IncompleteReason): void {
    this.#end(reason);
  }

  #end(reason: IncompleteReason | undefined): void {
    this.#write(this.#citations.end());
    this.#writer.endMessage(this.#message.id, [textContent(this.#text, this.#annotations)], reason);
  }

  #write(pieces: readonly CitedPiece[]): void {
    for (const { text, cited } of pieces) {
      if (text !== '') this.#tell(text);
      if (cited) this.#cite(cited);
    }
  }

  /** Adds a citation to the text and an annotation with its position. */
  #cite({ fileId, filename }: CitedFile): void {
    const index = this.#annotations.length;
    const text = `【${index}†${filename}】`;
    const start_index = this.#text.length;
    const place = { text, start_index, end_index: start_index + text.length };
    const annotation: Annotation = { type: 'file_citation', ...place, file_citation: { file_id: fileId } };
    this.#annotations.push(annotation);
    this.#tell(text, [{ index, ...annotation }]);
  }

  #tell(value: string, annotations: readonly object[] = []): void {
    this.#text += value;
    const delta = { content: [{ index: 0, type: 'text', text: { value, annotations } }] };
    this.#writer.tell('thread.message.delta', { id: this.#message.id, object: 'thread.message.delta', delta });
  }
}
