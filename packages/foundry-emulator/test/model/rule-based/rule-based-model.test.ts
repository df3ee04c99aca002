import { Ajv } from 'ajv';
import fc from 'fast-check';
import type { ModelItem, ModelRequest } from '../../../src/model/contract/model.ts';
import { ruleBasedModel } from '../../../src/model/rule-based/rule-based-model.ts';
import { assistant, NOW, orderStatus, refund, request, toolOf, turnOf, user } from '../requests.ts';

const model = ruleBasedModel(() => NOW);
const tools = [orderStatus, refund];
const turn = (asked: ModelRequest) => turnOf(model, asked);

/** Carries a request on until the rule-based model has words, every call being answered. */
async function conversation(asked: ModelRequest, answer: (args: Record<string, unknown>) => string) {
  const items = [...asked.items];
  const turns: string[][] = [];
  for (;;) {
    // Callers demand a call once, as the responses API does.
    const toolChoice = turns.length > 0 && asked.toolChoice === 'required' ? 'auto' : asked.toolChoice;
    const { text, calls } = await turn({ ...asked, toolChoice, items });
    if (calls.length === 0) return { text, turns };
    turns.push(calls.map((call) => `${call.name} ${call.arguments}`));
    for (const call of calls) {
      items.push({ type: 'call', ...call });
      items.push({
        type: 'result',
        callId: call.callId,
        output: answer(JSON.parse(call.arguments) as Record<string, unknown>),
      });
    }
    if (turns.length > 50) throw new Error('It does not come to an end.');
  }
}

describe('the rule-based model chooses a tool', () => {
  it.each([
    ['Where is my order 1042?', 'get_order_status'],
    ['What became of orders 1042?', 'get_order_status'],
    ['I want my money back for order 1042, it arrived broken.', 'request_refund'],
    ['Refund 1042 because it is late', 'request_refund'],
  ])('by the words of the question: %s', async (question, name) => {
    expect((await turn(request(question, { tools }))).calls.map((call) => call.name)).toEqual([name]);
  });

  it.each([
    [
      'by the verb that opens the text',
      'Draw a red house',
      'Makes an image: draws or paints it.',
      { prompt: { type: 'string' } },
      { prompt: 'Draw a red house' },
    ],
    [
      'that a statement fills',
      'Anna is 31 years old.',
      'Respond with a JSON object.',
      { name: { type: 'string' }, age: { type: 'number' } },
      { name: 'Anna', age: 31 },
    ],
  ])('%s', async (_name, text, description, properties, expected) => {
    const tool = { ...toolOf(properties), description };
    const { calls } = await turn(request(text, { tools: [tool] }));
    expect(calls.map((call) => JSON.parse(call.arguments))).toEqual([expected]);
  });

  it('and gives a query the whole question', async () => {
    const agent = { ...toolOf({ query: { type: 'string' } }), description: 'Answers questions about the weather.' };
    const { calls } = await turn(request('What is the weather in Paris?', { tools: [agent], toolChoice: 'required' }));
    expect(JSON.parse(`${calls[0]?.arguments}`)).toEqual({ query: 'What is the weather in Paris?' });
  });

  it('and none when the question has nothing to do with any', async () => {
    const { text, calls } = await turn(request('Tell me a joke about the sea.', { tools }));
    expect(calls).toEqual([]);
    expect(text).toContain('rule-based model');
  });

  it('and none that merely has to do with the same things', async () => {
    expect((await turn(request('Where is order 1042?', { tools: [refund] }))).calls).toEqual([]);
  });

  it('among a hundred that are much alike', async () => {
    const alike = Array.from({ length: 100 }, (_, index) => ({ ...orderStatus, name: `get_order_status_${index}` }));
    const { calls } = await turn(request('Where is order 1042?', { tools: alike }));
    expect(calls.map((call) => call.name)).toEqual(['get_order_status_0']);
  });

  it('as tool_choice says', async () => {
    expect((await turn(request('Where is order 1042?', { tools, toolChoice: 'none' }))).calls).toEqual([]);
    const named = await turn(request('refund 1042', { tools, toolChoice: { name: 'get_order_status' } }));
    expect(named.calls.map((call) => call.name)).toEqual(['get_order_status']);
    const required = await turn(request('What about 1042?', { tools, toolChoice: 'required' }));
    expect(required.calls.map((call) => call.name)).toEqual(['get_order_status']);
  });

  it('for each part of a question that asks for two things', async () => {
    const { calls } = await turn(
      request('Where is order 1042, and please refund order 1043 because it broke', { tools }),
    );
    expect(calls.map((call) => [call.name, JSON.parse(call.arguments)])).toEqual([
      ['get_order_status', { orderNumber: '1042' }],
      ['request_refund', { orderNumber: '1043', reason: 'it broke' }],
    ]);
  });
});

describe('the rule-based model in a conversation', () => {
  const statusOf = ({ orderNumber }: Record<string, unknown>) =>
    JSON.stringify({ orderNumber, status: orderNumber === '1042' ? 'shipped' : 'packed' });

  it('calls for several subjects at once, or one after the other when calls may not be parallel', async () => {
    const question = request('Where are orders 1042 and 1043?', { tools });
    const both = ['get_order_status {"orderNumber":"1042"}', 'get_order_status {"orderNumber":"1043"}'];
    const parallel = await conversation(question, statusOf);
    expect(parallel.turns).toEqual([both]);
    expect(parallel.text).toBe('For order number 1042: status is shipped.\nFor order number 1043: status is packed.');
    expect((await conversation({ ...question, parallelToolCalls: false }, statusOf)).turns).toEqual(
      both.map((call) => [call]),
    );
  });

  it('asks for what a tool needs, and calls it when it is told', async () => {
    const asked = await turn(request('Where is my order?', { tools }));
    expect(asked.calls).toEqual([]);
    expect(asked.text).toBe('To get order status I need the order number. Could you tell me?');
    const told = await turn(
      request([user('Where is my order?'), assistant(asked.text), user('It is 1042.')], { tools }),
    );
    expect(told.calls.map((call) => call.arguments)).toEqual(['{"orderNumber":"1042"}']);
  });

  it('asks back for a missing argument, but invents it when a call is required or the tool is named', async () => {
    const ask = async (toolChoice: ModelRequest['toolChoice']) => turn(request('Refund me', { tools, toolChoice }));
    expect((await ask('auto')).text).toBe('To request refund I need the order number. Could you tell me?');
    const validate = new Ajv().compile(refund.parameters);
    for (const toolChoice of ['required', { name: 'request_refund' }] as const) {
      const { calls, text } = await ask(toolChoice);
      expect({ text, names: calls.map((call) => call.name) }).toEqual({ text: '', names: ['request_refund'] });
      expect(validate(JSON.parse(calls[0]?.arguments ?? ''))).toBe(true);
    }
  });

  it('calls again when a call is required after the result of one', async () => {
    const { calls } = await turn(
      request(
        [
          user('Where is order 1042?'),
          { type: 'call', callId: 'a', name: 'get_order_status', arguments: '{"orderNumber":"1042"}' },
          { type: 'result', callId: 'a', output: '{"status":"shipped"}' },
        ],
        { tools, toolChoice: 'required' },
      ),
    );
    expect(calls.map((call) => call.name)).toEqual(['get_order_status']);
  });

  it('answers a second question about something else', async () => {
    const first: ModelItem[] = [
      user('Where is order 1042?'),
      { type: 'call', callId: 'a', name: 'get_order_status', arguments: '{"orderNumber":"1042"}' },
      { type: 'result', callId: 'a', output: '{"status":"shipped"}' },
      assistant('For order number 1042: status is shipped.'),
    ];
    const { calls } = await turn(request([...first, user('And where is order 1043?')], { tools }));
    expect(calls.map((call) => call.arguments)).toEqual(['{"orderNumber":"1043"}']);
  });

  it.each([
    ['plain text', 'There is no order 1042.', 'There is no order 1042.'],
    ['a JSON string', '"Shipped."', 'Shipped.'],
    [
      'an object',
      '{"status":"shipped","expectedDelivery":"2026-11-25","gift":false,"courier":null}',
      'For order number 1042: status is shipped, expected delivery is 2026-11-25, gift is no, courier is unknown.',
    ],
    [
      'a nested object',
      '{"courier":{"name":"Fast"},"parcels":["A","B"]}',
      'For order number 1042: courier is (name is Fast), parcels are A and B.',
    ],
    ['a list', '[{"id":1},{"id":2}]', 'For order number 1042: 2 found: (id is 1); (id is 2).'],
    ['an empty list', '[]', 'For order number 1042: nothing was found.'],
    ['a number', '3', 'For order number 1042: get order status says 3.'],
    ['nothing', '', 'Get order status gave an empty answer.'],
  ])('puts %s into words', async (_, output, words) => {
    expect((await conversation(request('Where is order 1042?', { tools }), () => output)).text).toBe(words);
  });

  it('comes to an end, whatever the question and whatever the tools answer', async () => {
    const words = fc.array(
      fc.constantFrom(
        'order',
        'orders',
        '1042',
        '1043',
        '1044',
        'refund',
        'because',
        'it',
        'broke',
        'and',
        ',',
        'where',
        '?',
        'then',
      ),
    );
    await fc.assert(
      fc.asyncProperty(
        words,
        fc.string(),
        fc.boolean(),
        fc.constantFrom('auto', 'required', 'none'),
        async (said, output, parallelToolCalls, toolChoice) => {
          const { turns } = await conversation(
            request(said.join(' '), { tools, parallelToolCalls, toolChoice: toolChoice as 'auto' }),
            () => output,
          );
          expect(turns.length).toBeLessThanOrEqual(20);
        },
      ),
      { numRuns: 200 },
    );
  });

  it('greets, and says what it can do', async () => {
    expect((await turn(request('Hello there', { tools }))).text).toBe(
      'Hello! I can use get order status and request refund. What do you need?',
    );
  });
});

describe('the rule-based model asked for structure', () => {
  const schema = {
    type: 'object',
    properties: {
      orderNumber: { type: 'string' },
      status: { enum: ['packed', 'shipped'] },
      summary: { type: 'string' },
      late: { type: 'boolean' },
      parcels: { type: 'array', items: { type: 'string' } },
    },
    required: ['orderNumber', 'status', 'summary', 'late', 'parcels'],
    additionalProperties: false,
  };

  it('fills the schema from the results of tools', async () => {
    const asked = request('Where is order 1042?', { tools, format: { type: 'json_schema', name: 'order', schema } });
    const { text } = await conversation(asked, () => '{"orderNumber":"1042","status":"shipped"}');
    expect(JSON.parse(text)).toEqual({
      orderNumber: '1042',
      status: 'shipped',
      summary: 'For order number 1042: status is shipped.',
      late: false,
      parcels: [],
    });
  });

  it('gives an object when any JSON will do', async () => {
    const { text } = await turn(request('Hello', { format: { type: 'json_object' } }));
    expect(JSON.parse(text)).toEqual({ answer: 'Hello! What do you need?' });
  });

  it('obeys schemas of all kinds', async () => {
    const node = toolOf({
      name: { type: 'string', minLength: 1 },
      level: { type: 'integer', minimum: 3 },
      tags: { type: 'array', items: { enum: ['a', 'b'] }, minItems: 2 },
      next: { anyOf: [{ type: 'null' }, { type: 'object' }] },
    }).parameters;
    const { text } = await turn(
      request('What is this?', { format: { type: 'json_schema', name: 'node', schema: node } }),
    );
    const validate = new Ajv({ strict: false }).compile(node);
    expect({ valid: validate(JSON.parse(text)), errors: validate.errors }).toEqual({ valid: true, errors: null });
  });
});
