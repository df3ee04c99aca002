import { recallOf } from '../../../src/apis/fine-tuning/tuned/recall.ts';
import { readTrainingExamples } from '../../../src/apis/fine-tuning/tuned/training-examples.ts';

const { signal } = new AbortController();

async function* bytes(...examples: object[]) {
  yield Buffer.from(examples.map((example) => JSON.stringify(example)).join('\n'));
}

const chat = (question: string, answer: string) => ({
  messages: [
    { role: 'user', content: 'Hello' },
    { role: 'assistant', content: 'Hi' },
    { role: 'user', content: question },
    { role: 'assistant', content: answer },
  ],
});

describe('the memory of a tuned model', () => {
  it('holds the last question and its answer, in every format', async () => {
    const user = [{ role: 'user', content: 'q3' }];
    const examples = await readTrainingExamples(
      bytes(
        chat('q1', 'a1'),
        { prompt: 'q2', completion: ' a2' },
        {
          input: { messages: user },
          preferred_output: [{ role: 'assistant', content: 'a3' }],
          non_preferred_output: [{ role: 'assistant', content: 'no' }],
        },
        { messages: user },
        { messages: [...user, { role: 'assistant', tool_calls: [] }] },
      ),
    );
    expect(examples).toEqual([
      { question: 'q1', answer: 'a1' },
      { question: 'q2', answer: 'a2' },
      { question: 'q3', answer: 'a3' },
    ]);
  });

  it('answers questions in nearly the same words only', async () => {
    const recall = await recallOf(
      [
        { question: 'How do I return a lamp?', answer: 'By post.' },
        { question: 'When do you open?', answer: 'At nine.' },
      ],
      signal,
    );
    expect(await recall('how do I return the lamp', signal)).toBe('By post.');
    expect(await recall('When do you open?', signal)).toBe('At nine.');
    expect(await recall('What does a lamp cost?', signal)).toBeUndefined();
  });
});
