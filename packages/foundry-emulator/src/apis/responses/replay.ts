import { isRecord } from '../../core/json-schema.ts';
import type { MadeFile } from '../../tools/contract/tool-kind.ts';
import { withMarks } from '../../tools/file-search/citations.ts';
import { isMessage, type MessageItem } from '../conversations/item.ts';
import type { FoundryResponse } from '../conversations/response.ts';
import type { ResponseEvent } from './event-log.ts';
import { MessageWriter } from './message-writer.ts';
import { ResponseWriter } from './response-writer.ts';

/** Returns events for a response whose own events are not stored, with each message in one delta. */
export function replayed(response: FoundryResponse): readonly ResponseEvent[] {
  const { usage: _usage, completed_at: _end, ...begun } = response;
  const writer = new ResponseWriter({
    ...begun,
    status: 'in_progress',
    output: [],
    error: null,
    incomplete_details: null,
  });
  writer.announce('created');
  writer.announce('in_progress');
  const { status } = response;
  for (const item of response.output) {
    if (!isMessage(item)) writer.closeItem(writer.openItem(item), item);
    else replayMessage(item, writer);
  }
  if (status !== 'queued' && status !== 'in_progress') writer.end(status, response);
  return writer.log.events;
}

function replayMessage(item: MessageItem, writer: ResponseWriter): void {
  writer.madeFiles.push(...item.content.flatMap(({ annotations }) => madeFilesIn(annotations)));
  const message = new MessageWriter(writer, item.id);
  for (const { type, text, refusal, annotations } of item.content) {
    if (type === 'refusal') message.add('refusal', String(refusal));
    else message.add('output_text', withMarks(String(text), annotations));
  }
  message.close(item.status === 'completed' ? 'completed' : 'incomplete');
}

const madeFilesIn = (annotations: unknown): MadeFile[] =>
  (Array.isArray(annotations) ? annotations : []).flatMap((each: unknown) =>
    isRecord(each) && each.type === 'container_file_citation'
      ? [{ id: `${each.file_id}`, containerId: `${each.container_id}`, filename: `${each.filename}` }]
      : [],
  );
