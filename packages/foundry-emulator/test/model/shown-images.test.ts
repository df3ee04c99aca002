import { toMessages } from '../../src/model/upstream/chat-request.ts';

const call = (callId: string) => ({ type: 'call' as const, callId, name: 'computer_use_preview', arguments: '{}' });
const result = (callId: string, image?: string) => ({
  type: 'result' as const,
  callId,
  output: 'This is the screen now.',
  ...(image === undefined ? {} : { image }),
});

describe('what results show', () => {
  it('is told to an upstream after all results of the turn, as if by the user', () => {
    const messages = toMessages([call('a'), call('b'), result('a', 'https://example.com/a.png'), result('b')]);
    expect(messages.map(({ role }) => role)).toEqual(['assistant', 'tool', 'tool', 'user']);
    expect(messages.at(-1)?.content).toEqual([{ type: 'image_url', image_url: { url: 'https://example.com/a.png' } }]);
  });

  it('comes before what is said next', () => {
    const said = {
      type: 'message' as const,
      role: 'user' as const,
      content: [{ type: 'text' as const, text: 'And?' }],
    };
    const messages = toMessages([call('a'), result('a', 'https://example.com/a.png'), said]);
    expect(messages.map(({ role }) => role)).toEqual(['assistant', 'tool', 'user', 'user']);
    expect(messages.at(-1)?.content).toBe('And?');
  });
});
