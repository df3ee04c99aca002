import fc from 'fast-check';
import { inputItems } from '../../../src/apis/conversations/input-items.ts';
import type { Item } from '../../../src/apis/conversations/item.ts';
import { pairedItems } from '../../../src/apis/responses/call-pairs.ts';
import { fittedContext } from '../../../src/apis/responses/fitted-context.ts';
import { modelItems } from '../../../src/apis/responses/model-items.ts';
import { functionTool } from '../../../src/tools/function-tool.ts';

const none = () => undefined;

const role = fc.constantFrom('user', 'assistant', 'system', 'developer');
const message = fc.record({ role, content: fc.string({ minLength: 1 }) }, { requiredKeys: ['role', 'content'] });
const exchange = fc
  .record({ call_id: fc.uuid(), name: fc.constantFrom('f', 'g'), output: fc.string() })
  .map(({ call_id, name, output }) => [
    { type: 'function_call', call_id, name, arguments: '{}' },
    { type: 'function_call_output', call_id, output },
  ]);
const conversation = fc
  .array(
    fc.oneof(
      message.map((one) => [one]),
      exchange,
    ),
  )
  .map((turns) => turns.flat() as Record<string, unknown>[]);

describe('what a client sends', () => {
  it('becomes items that can be sent again and mean the same to the model', () => {
    fc.assert(
      fc.property(conversation, (given) => {
        const items = inputItems(given, none);
        const again = inputItems(items, none);
        expect(modelItems(again, [], [functionTool])).toEqual(modelItems(items, [], [functionTool]));
        expect(modelItems(items, [], [functionTool])).toHaveLength(given.length);
        const ids = [...items, ...again].map(({ id }) => id);
        expect(new Set(ids).size).toBe(ids.length);
      }),
    );
  });

  it('is a user message when it is a text, and nothing when it is empty', () => {
    expect(inputItems('Hello', none)).toMatchObject([
      { type: 'message', role: 'user', status: 'completed', content: [{ type: 'input_text', text: 'Hello' }] },
    ]);
    expect(inputItems('', none)).toEqual([]);
  });

  it('may be images, which a model gets as they are', () => {
    const content = [
      { type: 'input_text', text: 'What is this?' },
      { type: 'input_image', image_url: 'https://example.com/a.png', detail: 'low' },
    ];
    expect(modelItems(inputItems([{ role: 'user', content }], none), [], [])).toEqual([
      {
        type: 'message',
        role: 'user',
        content: [
          { type: 'text', text: 'What is this?' },
          { type: 'image', url: 'https://example.com/a.png', detail: 'low' },
        ],
      },
    ]);
  });

  it('may refer to earlier items, of which it becomes copies', () => {
    const earlier: Item = { id: 'msg_1', type: 'message', role: 'user', content: [] };
    const [copy] = inputItems([{ type: 'item_reference', id: 'msg_1' }], (id) =>
      id === 'msg_1' ? earlier : undefined,
    );
    expect(copy).toEqual({ ...earlier, id: expect.stringMatching(/^msg_/) });
    expect(copy?.id).not.toBe('msg_1');
  });
});

describe('calls and outputs', () => {
  const call = (type: string, id: string): Item => ({ id: `i-${type}-${id}`, type, call_id: id });

  it('of the service that never came to an output are left out', () => {
    const kept = [call('azure_function_call', '2'), call('azure_function_call_output', '2')];
    expect(pairedItems([call('azure_function_call', '1'), ...kept])).toEqual(kept);
  });

  it("of the client's must be complete", () => {
    expect(() => pairedItems([call('function_call', '1')])).toThrow('No tool output found for function call 1.');
    expect(() => pairedItems([call('function_call_output', '1')])).toThrow('No tool call found');
  });
});

describe('a context longer than the window', () => {
  const said = (text: string): Item => ({
    id: text.slice(0, 8),
    type: 'message',
    content: [{ type: 'input_text', text }],
  });
  const long = 'many words '.repeat(70_000);

  it('is refused, unless it may be cut', async () => {
    await expect(
      fittedContext([said('first'), said(long), said('last')], 'Be brief.', 'disabled'),
    ).rejects.toMatchObject({
      status: 400,
      details: { code: 'context_length_exceeded' },
    });
  });

  it('loses its middle, and never half of a call and its output', async () => {
    const call: Item = { id: 'c', type: 'function_call', call_id: '1', name: 'f', arguments: long };
    const output: Item = { id: 'o', type: 'function_call_output', call_id: '1', output: 'done' };
    const kept = await fittedContext([said('first'), call, output, said('last')], undefined, 'auto');
    expect(kept.map(({ id }) => id)).toEqual(['first', 'last']);
  });

  it('is refused even then when the last item alone is too long', async () => {
    await expect(fittedContext([said('first'), said(long)], undefined, 'auto')).rejects.toMatchObject({ status: 400 });
  });
});
