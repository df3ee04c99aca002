import type { Tool } from '../../tools/contract/tool-kind.ts';
import type { Item } from '../conversations/item.ts';
import type { ResponseWriter } from './response-writer.ts';

/** Opens the tools that must ask a server for their functions, one after the other, so that names stay unique. */
export async function openTools(
  tools: readonly Tool[],
  said: readonly Item[],
  writer: ResponseWriter,
  { signal, responseEnded }: { readonly signal: AbortSignal; readonly responseEnded: Promise<void> },
): Promise<Tool[]> {
  const taken = new Set(tools.flatMap(namesOf));
  const ready: Tool[] = [];
  for (const tool of tools) {
    const opened = await tool.open?.({
      said,
      taken: new Set(taken),
      signal,
      responseEnded,
      add(item) {
        const index = writer.openItem(item);
        return {
          emit: (type, fields = {}) => writer.emit(type, index, fields),
          close: (ended) => writer.closeItem(index, ended),
        };
      },
    });
    for (const name of opened ? namesOf(opened) : []) taken.add(name);
    ready.push(opened ?? tool);
  }
  return ready;
}

const namesOf = ({ functions }: Tool): string[] => functions.map(({ name }) => name);
