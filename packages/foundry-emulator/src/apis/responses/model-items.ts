import { isRecord } from '../../core/json-schema.ts';
import type { ModelItem, ModelPart } from '../../model/contract/model.ts';
import type { Tool, ToolKind } from '../../tools/contract/tool-kind.ts';
import { type ContentPart, type Item, isMessage } from '../conversations/item.ts';
import { recallCompaction } from './compaction.ts';
import type { Attachments } from './read-attachments.ts';

/** Converts items to model input. Items without content for the model, such as reasoning summaries, are left out. */
export function modelItems(
  items: readonly Item[],
  tools: readonly Pick<Tool, 'recall'>[],
  kinds: readonly Pick<ToolKind, 'recall'>[],
  attachments: Attachments = new Map(),
): ModelItem[] {
  const partsOf = (part: ContentPart): ModelPart[] => {
    const attached = attachments.get(part);
    return attached ? [attached] : modelPart(part);
  };
  return items.flatMap((item): ModelItem[] => {
    if (isMessage(item)) return [{ type: 'message', role: item.role, content: item.content.flatMap(partsOf) }];
    if (item.type === 'compaction') return recallCompaction(item);
    for (const each of [...tools, ...kinds]) {
      const recalled = each.recall?.(item, items);
      if (recalled) return recalled;
    }
    return [];
  });
}

function modelPart(part: ContentPart): ModelPart[] {
  if (typeof part.text === 'string') return [{ type: 'text', text: part.text }];
  if (typeof part.refusal === 'string') return [{ type: 'text', text: part.refusal }];
  const url = isRecord(part.image_url) ? part.image_url.url : part.image_url;
  if (part.type !== 'input_image' || typeof url !== 'string') return [];
  const { detail } = part;
  return [{ type: 'image', url, ...(detail === 'low' || detail === 'high' ? { detail } : {}) }];
}
