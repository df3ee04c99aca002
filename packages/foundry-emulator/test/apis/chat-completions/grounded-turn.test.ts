import { groundedTurn } from '../../../src/apis/chat-completions/grounded-turn.ts';
import type { Model, ModelEvent, ModelRequest } from '../../../src/model/contract/model.ts';

const request: ModelRequest = {
  deployment: 'd',
  items: [],
  tools: [],
  toolChoice: 'none',
  parallelToolCalls: false,
  format: { type: 'text' },
};
const data = { context: {}, instructions: '[doc1] a.md\nA.', quoted: 'A. [doc1]', silent: false };

/** A model that notes what it is asked. */
function listening(label = 'upstream') {
  const asked: ModelRequest[] = [];
  const model: Model = {
    label,
    async *respond(given) {
      asked.push(given);
      yield { type: 'end', reason: 'stop' };
    },
  };
  return { model, asked };
}

const all = async (events: AsyncIterable<ModelEvent>) => {
  let text = '';
  for await (const event of events) if (event.type === 'text') text += event.delta;
  return text;
};

describe('a turn with documents', () => {
  const { signal } = new AbortController();

  it('gives a model the documents to read', async () => {
    const { model, asked } = listening();
    await all(groundedTurn(model, request, data, signal));
    expect(asked[0]?.instructions).toContain('[doc1] a.md');
  });

  it('does not call a model when the rule-based model would answer or nothing was found', async () => {
    const ruleBased = listening('rule-based');
    expect(await all(groundedTurn(ruleBased.model, request, data, signal))).toBe('A. [doc1]');
    const real = listening();
    expect(await all(groundedTurn(real.model, request, { ...data, silent: true, quoted: 'Nothing.' }, signal))).toBe(
      'Nothing.',
    );
    expect([...ruleBased.asked, ...real.asked]).toEqual([]);
  });

  it('lets the rule-based model call tools', async () => {
    const { model, asked } = listening('rule-based');
    const tools = [{ name: 't', description: '', parameters: { type: 'object' as const } }];
    await all(groundedTurn(model, { ...request, tools }, data, signal));
    expect(asked).toHaveLength(1);
  });
});
