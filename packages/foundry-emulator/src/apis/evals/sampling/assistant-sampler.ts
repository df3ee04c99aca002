import type { InputMessages } from '../objects/data-source.ts';
import type { Ask } from './ask.ts';
import { inputMessages, shownMessages } from './input-messages.ts';
import { noSample, type Sampler, usageOf } from './sample.ts';

/** Answers rows by an assistant. */
export function assistantSampler(ask: Ask, input: InputMessages): Sampler {
  return async (row, signal) => {
    const messages = shownMessages(inputMessages(input, row));
    const { text, sample, use } = await ask(messages, signal);
    return {
      sample,
      shown: {
        ...noSample(),
        input: messages,
        output: [{ role: 'assistant', content: text }],
        model: use.model,
        usage: usageOf(use),
      },
      uses: [use],
    };
  };
}
