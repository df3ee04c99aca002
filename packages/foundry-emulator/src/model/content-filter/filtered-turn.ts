import type { ModelEvent } from '../contract/model.ts';
import type { ContentFilterScenario } from './content-filter-scenario.ts';
import { judge } from './filter-text.ts';

/** Characters of earlier text that are judged again with each delta: longer than any phrase of a rule. */
const REMEMBERED_CHARACTERS = 500;

/** Yields the events of a turn until the content filter objects. The offending delta is dropped. */
export async function* filteredTurn(
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
