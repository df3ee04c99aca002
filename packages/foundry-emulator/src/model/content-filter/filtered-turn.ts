import type { ModelEvent } from '../contract/model.ts';
import type { ContentFilterScenario } from './content-filter-scenario.ts';
import { judge } from './filter-text.ts';

/** How much of what was said before is judged again with what comes: longer than any phrase a rule looks for. */
const REMEMBERED_CHARACTERS = 500;

/** A turn with the content filter listening: it ends, without the piece at fault, as soon as the filter objects. */
export async function* listenedTurn(
  events: AsyncIterable<ModelEvent>,
  rules: () => ContentFilterScenario,
): AsyncGenerator<ModelEvent> {
  let heard = '';
  for await (const event of events) {
    if (event.type === 'text' || event.type === 'refusal') {
      heard = (heard + event.delta).slice(-REMEMBERED_CHARACTERS - event.delta.length);
      const { filtered, results } = judge(rules(), heard, 'completion');
      if (filtered) {
        yield { type: 'end', reason: 'content_filter', results };
        return;
      }
    }
    yield event;
  }
}
