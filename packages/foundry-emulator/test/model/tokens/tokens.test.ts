import type { Model } from '../../../src/model/contract/model.ts';
import { countTokens, countUsage, firstTokens } from '../../../src/model/tokens/tokens.ts';
import { limitTokens } from '../../../src/model/tokens/turn-limits.ts';
import { orderStatus, request, turnOf } from '../requests.ts';

const talker: Model = {
  label: 'talker',
  respond: ({ maxOutputTokens }) =>
    limitTokens(
      [
        ...['One', ' two', ' three', ' four', ' five.'].map((delta) => ({ type: 'text' as const, delta })),
        { type: 'end', reason: 'stop' },
      ],
      maxOutputTokens,
    ),
};

describe('tokens', () => {
  it('are counted as the o200k tokenizer counts them', async () => {
    expect(await countTokens('Hello, world!')).toBe(4);
    expect(await countTokens('')).toBe(0);
    expect(await countTokens('<|endoftext|>')).toBeGreaterThan(1);
  });

  it('are cut without leaving half a character', async () => {
    expect(await firstTokens('안녕하세요 🙂🙂🙂', 4)).toMatchObject({
      tokens: 4,
      text: expect.not.stringContaining('\uFFFD'),
    });
    expect(await firstTokens('short', 100)).toEqual({ text: 'short', tokens: 1 });
  });

  it('count instructions, items and tools as input', async () => {
    const bare = await countUsage(request('Where is order 1042?'), 'Shipped.');
    const full = await countUsage(
      request('Where is order 1042?', { instructions: 'Be brief.', tools: [orderStatus] }),
      'Shipped.',
    );
    expect(full.inputTokens).toBeGreaterThan(bare.inputTokens + 40);
    expect(bare).toMatchObject({ outputTokens: 3, cachedTokens: 0, reasoningTokens: 0 });
  });
});

describe('a model that knows no tokens', () => {
  it('stops at max_output_tokens', async () => {
    const { text, end } = await turnOf(talker, request('Count', { maxOutputTokens: 3 }));
    expect({ text, end }).toEqual({ text: 'One two three', end: { type: 'end', reason: 'max_output_tokens' } });
  });

  it('ends as usual when it has enough', async () => {
    const { text, end } = await turnOf(talker, request('Count', { maxOutputTokens: 6 }));
    expect({ text, end }).toEqual({ text: 'One two three four five.', end: { type: 'end', reason: 'stop' } });
  });
});
