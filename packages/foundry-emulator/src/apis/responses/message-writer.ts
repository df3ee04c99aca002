import { decode } from '../../core/http/address.ts';
import { newId } from '../../core/ids.ts';
import { CitationReader, type CitedFile, type CitedPiece } from '../../tools/file-search/citations.ts';
import { type ContentPart, type MessageItem, outputText } from '../conversations/item.ts';
import type { ResponseWriter } from './response-writer.ts';

type PartKind = 'output_text' | 'refusal';

const SANDBOX_LINK = /sandbox:\/mnt\/data\/([^\s)\]"'<>]+)/g;

/** Writes one assistant message and its events, delta by delta. */
export class MessageWriter {
  readonly #writer: ResponseWriter;
  readonly #item: MessageItem;
  readonly #index: number;
  readonly #parts: ContentPart[] = [];
  readonly #citations = new CitationReader();
  #kind: PartKind | undefined;
  #text = '';
  #annotations: object[] = [];

  constructor(writer: ResponseWriter, id = newId('msg')) {
    this.#writer = writer;
    this.#item = { id, type: 'message', status: 'in_progress', role: 'assistant', content: [] };
    this.#index = writer.openItem(this.#item, () => this.#finished('incomplete'));
  }

  add(kind: PartKind, delta: string): void {
    if (this.#kind !== kind) {
      this.#closePart();
      this.#kind = kind;
      this.#emit('response.content_part.added', { part: partOf(kind, '', []) });
    }
    if (kind === 'output_text') this.#write(this.#citations.add(delta));
    else {
      this.#text += delta;
      this.#emit('response.refusal.delta', { delta });
    }
  }

  close(status: 'completed' | 'incomplete'): void {
    this.#writer.closeItem(this.#index, this.#finished(status));
  }

  #finished(status: string): MessageItem {
    this.#closePart();
    return { ...this.#item, status, content: [...this.#parts] };
  }

  #write(pieces: readonly CitedPiece[]): void {
    for (const { text, cited } of pieces) {
      this.#text += text;
      if (text !== '') this.#emit('response.output_text.delta', { delta: text, logprobs: [] });
      if (cited) this.#annotate(cited);
    }
  }

  #annotate({ fileId, filename }: CitedFile): void {
    this.#addAnnotation({ type: 'file_citation', index: this.#text.length, file_id: fileId, filename });
  }

  /** Annotates the links to files in containers. */
  #annotateLinks(): void {
    for (const { index, 0: link, 1: encoded = '' } of this.#text.matchAll(SANDBOX_LINK)) {
      const file = this.#writer.madeFiles.findLast(
        ({ filename }) => filename === encoded || filename === decode(encoded),
      );
      if (!file) continue;
      this.#addAnnotation({
        type: 'container_file_citation',
        container_id: file.containerId,
        file_id: file.id,
        filename: file.filename,
        start_index: index,
        end_index: index + link.length,
      });
    }
  }

  #addAnnotation(annotation: object): void {
    const annotation_index = this.#annotations.length;
    this.#annotations.push(annotation);
    this.#emit('response.output_text.annotation.added', { annotation_index, annotation });
  }

  #closePart(): void {
    const kind = this.#kind;
    if (!kind) return;
    if (kind === 'output_text') {
      this.#write(this.#citations.end());
      this.#annotateLinks();
    }
    const part = partOf(kind, this.#text, this.#annotations);
    if (kind === 'refusal') this.#emit('response.refusal.done', { refusal: this.#text });
    else this.#emit('response.output_text.done', { text: this.#text, logprobs: [] });
    this.#emit('response.content_part.done', { part });
    this.#parts.push(part);
    this.#kind = undefined;
    this.#text = '';
    this.#annotations = [];
  }

  #emit(type: string, fields: Record<string, unknown>): void {
    this.#writer.emit(type, this.#index, { content_index: this.#parts.length, ...fields });
  }
}

const partOf = (kind: PartKind, text: string, annotations: readonly object[]): ContentPart =>
  kind === 'refusal' ? { type: 'refusal', refusal: text } : { ...outputText(text), annotations };
