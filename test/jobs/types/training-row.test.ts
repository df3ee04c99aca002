import { trainingRowCheck } from '../../../shared/jobs/types/fine-tuning/training-row.ts';

const user = { role: 'user', content: 'Where is my order?' };
const assistant = { role: 'assistant', content: 'On its way.' };

describe('a row of a training file', () => {
  const supervised = trainingRowCheck('gpt-4o-mini', 'supervised');
  const dpo = trainingRowCheck('gpt-4o-mini', 'dpo');
  const reinforcement = trainingRowCheck('o4-mini', 'reinforcement');

  it.each([
    [{ messages: [user, assistant] }],
    [{ messages: [{ role: 'system', content: 'Be kind.' }, user, { ...assistant, weight: 0 }] }],
    [
      {
        messages: [
          user,
          { role: 'assistant', content: null, tool_calls: [{ id: 'c' }] },
          { role: 'tool', content: '{}' },
          assistant,
        ],
      },
    ],
    [{ messages: [{ role: 'user', content: [{ type: 'text', text: 'x' }] }, assistant], tools: [] }],
  ])('of a supervised training may be %j', (row) => {
    expect(supervised(row)).toBeUndefined();
  });

  it.each([
    [{}, 'messages is missing'],
    [{ messages: [] }, 'messages is empty'],
    [{ messages: [user] }, 'messages has no message of the assistant'],
    [{ messages: [user, { role: 'assistant' }] }, 'messages[1] has neither content nor tool_calls'],
    [{ messages: [user, { ...assistant, weight: 2 }] }, 'messages[1].weight must be 0 or 1'],
    [{ messages: [{ role: 'bot', content: 'x' }] }, /^messages\[0\].role /],
    [{ prompt: 'a', completion: 'b' }, 'messages is missing'],
  ])('of a supervised training must not be %j', (row, problem) => {
    expect(supervised(row)).toEqual(typeof problem === 'string' ? problem : expect.stringMatching(problem));
  });

  it('of a preference training holds an input and two outputs', () => {
    const row = { input: { messages: [user] }, preferred_output: [assistant], non_preferred_output: [assistant] };
    expect(dpo(row)).toBeUndefined();
    expect(dpo({ ...row, preferred_output: [user] })).toBe('preferred_output[0] must have the role "assistant"');
    expect(dpo({ ...row, non_preferred_output: undefined })).toBe('non_preferred_output is missing');
    expect(dpo({ messages: [user, assistant] })).toBe('input is missing');
  });

  it('of a reinforcement training ends with a question', () => {
    expect(reinforcement({ messages: [user], reference: '42' })).toBeUndefined();
    expect(reinforcement({ messages: [user, assistant] })).toBe(
      'messages must not end with a message of the assistant',
    );
  });

  it('is prompt and completion for models of before the chat', () => {
    const old = trainingRowCheck('davinci-002', 'supervised');
    expect(old({ prompt: 'a', completion: 'b' })).toBeUndefined();
    expect(old({ messages: [user, assistant] })).toBe('prompt is missing');
  });
});
