import { type ModelItem, partText } from '../../model/contract/model.ts';
import type { Verdict } from '../contract/judge.ts';

/** Returns the messages to a judging model and its answer, for a result. */
export function judgeSample(items: readonly ModelItem[], { text, use }: Verdict): Record<string, unknown> {
  const input = items.flatMap((item) =>
    item.type === 'message'
      ? [
          {
            role: item.role,
            content: item.content.map((part) => (part.type === 'image' ? part.url : partText(part))).join('\n'),
          },
        ]
      : [],
  );
  return {
    input,
    output: [{ role: 'assistant', content: text }],
    finish_reason: 'stop',
    model: use.model,
    usage: {
      prompt_tokens: use.promptTokens,
      completion_tokens: use.completionTokens,
      cached_tokens: use.cachedTokens,
      total_tokens: use.promptTokens + use.completionTokens,
    },
  };
}
