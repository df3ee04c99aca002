import type { JsonSchema } from '../../../src/core/json-schema.ts';
import { ruleBasedModel } from '../../../src/model/rule-based/rule-based-model.ts';
import { NOW, request, turnOf, user } from '../requests.ts';

const model = ruleBasedModel(() => NOW);

async function extract(text: string, properties: Record<string, JsonSchema>, instructions?: string): Promise<unknown> {
  const schema = { type: 'object', properties, required: Object.keys(properties), additionalProperties: false };
  const format = { type: 'json_schema' as const, name: 'data', schema };
  return JSON.parse((await turnOf(model, request(text, { format, ...(instructions ? { instructions } : {}) }))).text);
}

const text = { type: 'string' };
const optional = { type: ['string', 'null'] };
const integer = { type: 'integer' };
const list = (items: JsonSchema): JsonSchema => ({ type: 'array', items });
const objectOf = (properties: Record<string, JsonSchema>): JsonSchema => ({
  type: 'object',
  properties,
  required: Object.keys(properties),
  additionalProperties: false,
});

describe('structured output is extracted from the text', () => {
  it.each<[string, Record<string, JsonSchema>, Record<string, unknown>]>([
    [
      'Anna is 31 and likes chess',
      { name: text, age: integer, hobbies: list(text) },
      { name: 'Anna', age: 31, hobbies: ['chess'] },
    ],
    [
      'Anna is 31 and likes chess',
      { name: text, age: integer, hobby: text },
      { name: 'Anna', age: 31, hobby: 'chess' },
    ],
    [
      'My name is Bob Miller. I live in New York and I enjoy hiking, cooking and old films.',
      { name: text, city: text, interests: list(text) },
      { name: 'Bob Miller', city: 'New York', interests: ['hiking', 'cooking', 'old films'] },
    ],
    [
      'Maria works at Contoso in Oslo as a software engineer.',
      { name: text, company: text, city: text, job: text },
      { name: 'Maria', company: 'Contoso', city: 'Oslo', job: 'software engineer' },
    ],
    [
      'Please write to jane.doe@example.com or call +1 555-010-1234.',
      { email: { type: 'string', format: 'email' }, phone: text },
      { email: 'jane.doe@example.com', phone: '+1 555-010-1234' },
    ],
    [
      'The meeting with Alice and Bob is on March 12, 2027 at 2:30 pm.',
      { date: { type: 'string', format: 'date' }, time: { type: 'string', format: 'time' }, participants: list(text) },
      { date: '2027-03-12', time: '14:30:00Z', participants: ['Alice', 'Bob'] },
    ],
    [
      'Two notebooks cost $24.50 in total.',
      { quantity: integer, total: { type: 'number' } },
      { quantity: 2, total: 24.5 },
    ],
    [
      'I love this phone, the camera is excellent!',
      { sentiment: { enum: ['positive', 'negative', 'neutral'] } },
      { sentiment: 'positive' },
    ],
    [
      'I was charged twice on my last invoice.',
      { category: { enum: ['technical', 'billing', 'other'] } },
      { category: 'billing' },
    ],
    [
      'Anna is 31, Bob is 27 and Carla is 45.',
      { people: list(objectOf({ name: text, age: integer })) },
      {
        people: [
          { name: 'Anna', age: 31 },
          { name: 'Bob', age: 27 },
          { name: 'Carla', age: 45 },
        ],
      },
    ],
    [
      'Anna is 31.',
      { person: objectOf({ name: text, age: integer, email: optional }) },
      { person: { name: 'Anna', age: 31, email: null } },
    ],
    ['Berlin, Paris and Rome are capitals.', { cities: list(text) }, { cities: ['Berlin', 'Paris', 'Rome'] }],
    [
      'Return JSON with the keys name and age. Anna is 31 years old.',
      { name: text, age: integer },
      { name: 'Anna', age: 31 },
    ],
    ['안나는 31살이고 체스를 좋아합니다.', { name: text, age: integer }, { name: '안나', age: 31 }],
    ['عمر سارة ٣١ عامًا', { age: integer }, { age: 31 }],
  ])('%s', async (said, properties, expected) => {
    expect(await extract(said, properties)).toEqual(expected);
  });

  it('leaves what the text does not say null or "unknown", and never repeats the answer of the model', async () => {
    expect(await extract('Hello there', { name: text, nickname: optional, age: integer, tags: list(text) })).toEqual({
      name: 'unknown',
      nickname: null,
      age: 0,
      tags: [],
    });
  });

  it.each([
    ['Extract the data as JSON with the keys name, age and city: Anna is 31 and lives in Oslo.', {}],
    ['Anna is 31 and lives in Oslo.', { instructions: 'Answer in JSON. Use the fields "name", "age" and "city".' }],
    ['Anna is 31 and lives in Oslo.', { instructions: 'Reply as JSON: {"name": "...", "age": number, "city": "..."}' }],
  ])('has the keys that the prompt names for json_object: %s', async (question, more) => {
    const { text: answer } = await turnOf(model, request(question, { format: { type: 'json_object' }, ...more }));
    expect(JSON.parse(answer)).toEqual({ name: 'Anna', age: 31, city: 'Oslo' });
  });
});

describe('the rule-based model answers from the request alone', () => {
  const say = async (...said: string[]) => (await turnOf(model, request(said.map(user)))).text;

  it.each([
    ['Say this is a test', 'this is a test'],
    ['Reply with: pong', 'pong'],
    ['What is 2 + 3 * 4?', '2 + 3 * 4 = 14'],
  ])('%s', async (question, answer) => {
    expect(await say(question)).toBe(answer);
  });

  it('remembers what was said before', async () => {
    expect(await say('My name is Anna.', 'What is my name?')).toBe('Your name is Anna.');
  });

  it('quotes the context that a prompt brings along', async () => {
    const prompt = 'Context: The shop opens at nine. Returns take 30 days.\n\nQuestion: How long do returns take?';
    expect(await say(prompt)).toBe('Returns take 30 days.');
  });

  it('summarizes in fewer words than the text has', async () => {
    const long =
      'The storm closed the harbour on Monday. Ferries stayed in the harbour until the storm had passed. Some passengers slept on board. A cat was found.';
    const summary = await say(`Summarize: ${long}`);
    expect(summary.length).toBeLessThan(long.length * 0.7);
    expect(summary).toContain('harbour');
    expect(summary).not.toMatch(/Summarize/);
  });

  it('does not repeat a question that it cannot answer', async () => {
    const answer = await say('Why is the sky blue?');
    expect(answer).not.toContain('sky');
    expect(answer).toContain('rule-based model');
  });
});

describe('matching works in any language', () => {
  const lookUp = { name: 'file_search', description: '', parameters: {}, looksUp: 'quoted' as const, takesWords: 'q' };
  const found = (question: string, ...passages: string[]) => {
    const output = passages.map((passage, at) => `【${at}†a.md】\n${passage}`).join('\n\n');
    const items = [
      user(question),
      { type: 'call' as const, callId: 'c', name: 'file_search', arguments: JSON.stringify({ q: question }) },
      { type: 'result' as const, callId: 'c', output },
    ];
    return turnOf(model, request(items, { tools: [lookUp] }));
  };

  it.each([
    ['환불은 어떻게 하나요?', ['배송은 3일이 걸립니다.', '환불하려면 30일 안에 신청하세요.'], '환불하려면'],
    ['ما هي سياسة الاسترداد؟', ['التوصيل يستغرق ثلاثة أيام.', 'سياسة استرداد الأموال هي 30 يومًا.'], 'استرداد'],
    ['退款政策是什么？', ['送货需要三天。', '退款政策为三十天。'], '退款'],
    [
      '¿Cuál es la política de devoluciones?',
      ['El envío tarda tres días.', 'La política de devoluciones es de 30 días.'],
      'devoluciones',
    ],
  ])('%s', async (question, passages, expected) => {
    const { text: answer } = await found(question, ...passages);
    expect(answer).toContain(expected);
    expect(answer).toContain('【1†a.md】');
  });

  it('quotes the best result where question and documents are in different scripts', async () => {
    const { text: answer } = await found(
      '환불은 어떻게 하나요?',
      'Refunds are paid within 30 days.',
      'Shipping is free.',
    );
    expect(answer).toBe('Refunds are paid within 30 days.【0†a.md】');
    expect((await found('Who won the match?', 'Refunds are paid.')).text).toBe('I found nothing about that.');
  });

  it('chooses a tool by the arguments in the question', async () => {
    const orderStatus = {
      name: 'get_order_status',
      description: 'Look up where an order is.',
      parameters: {
        type: 'object',
        properties: { orderNumber: { type: 'string', pattern: '^\\d{4,10}$' } },
        required: ['orderNumber'],
      },
    };
    const { calls } = await turnOf(model, request('주문 1042는 어디에 있나요?', { tools: [orderStatus] }));
    expect(calls.map((call) => call.arguments)).toEqual(['{"orderNumber":"1042"}']);
  });
});
