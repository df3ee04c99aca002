import type { Item } from '../../apis/conversations/item.ts';
import { newId } from '../../core/ids.ts';
import { isRecord } from '../../core/json-schema.ts';
import { parsedArguments, textFunction } from '../contract/tool-functions.ts';
import type { ToolKind } from '../contract/tool-kind.ts';
import { notAvailable } from './agent-tools.ts';

/** Names of the tool in all versions. The reference has only the preview's. */
const TYPES = ['web_search_preview', 'web_search_preview_2025_03_11', 'web_search', 'web_search_2025_08_26'];

const NAME = 'web_search';

/** Web search under each of its names. The call fails with an explanation and the response continues. */
export const webSearchKinds: readonly ToolKind[] = TYPES.map((type) => ({ type, accept: () => tool(type), recall }));

const tool = (type: string): ReturnType<ToolKind['accept']> => ({
  functions: [textFunction(NAME, 'Searches the web.', { looksUp: 'told' })],
  begin: (call) => ({
    id: newId('ws'),
    type: 'web_search_call',
    status: 'in_progress',
    action: { type: 'search', query: String(parsedArguments(call)?.query ?? '') },
  }),
  run(_call, begun, { emit }) {
    emit('response.web_search_call.in_progress');
    emit('response.web_search_call.searching');
    const error = notAvailable(type, 'searches no web');
    return Promise.resolve({ item: { ...begun, status: 'failed', error }, outputs: [] });
  },
});

function recall(item: Item): ReturnType<ToolKind['recall']> {
  if (item.type !== 'web_search_call') return undefined;
  const query = isRecord(item.action) ? String(item.action.query ?? '') : '';
  const output = typeof item.error === 'string' ? item.error : 'The results of this search are no longer at hand.';
  return [
    { type: 'call', callId: item.id, name: NAME, arguments: JSON.stringify({ query }) },
    { type: 'result', callId: item.id, output },
  ];
}
