import { OpenAI } from 'openai';
import { startEmulator, type TestEmulator } from '../../../../../test/support/emulator.ts';

let emulator: TestEmulator;
beforeAll(async () => {
  emulator = await startEmulator();
});
afterAll(() => emulator?.close());

const graders = (endpoint: 'project' | 'azureOpenAI' = 'azureOpenAI') =>
  new OpenAI({ baseURL: `${emulator.endpoints[endpoint]}/openai/v1`, apiKey: 'any', maxRetries: 0 }).fineTuning.alpha
    .graders;

const same = {
  type: 'string_check' as const,
  name: 'same',
  operation: 'eq' as const,
  input: '{{sample.output_text}}',
  reference: '{{item.answer}}',
};
const near = {
  type: 'text_similarity' as const,
  name: 'near',
  evaluation_metric: 'rouge_1' as const,
  input: '{{sample.output_text}}',
  reference: '{{item.answer}}',
};

it.each(['project', 'azureOpenAI'] as const)('a grader is tried on an answer, on the endpoint %s', async (endpoint) => {
  const run = (model_sample: string) =>
    graders(endpoint).run({ grader: same, model_sample, item: { answer: 'Paris' } });
  expect(await run('Paris')).toMatchObject({
    reward: 1,
    metadata: { name: 'same', type: 'string_check', scores: { same: 1 }, errors: { other_error: false } },
  });
  expect(await run('Rome')).toMatchObject({ reward: 0 });
});

it('a multi grader shows the rewards of its parts', async () => {
  const grader = {
    type: 'multi' as const,
    name: 'both',
    graders: { same, near },
    calculate_output: '(same + near) / 2',
  };
  const { reward, sub_rewards: parts } = await graders().run({
    grader: grader as never,
    model_sample: 'Paris in France',
    item: { answer: 'Paris' },
  });
  expect(parts).toEqual({ same: 0, near: expect.any(Number) });
  expect(reward).toBeCloseTo(Number(parts.near) / 2);
});

it('a grader that has no verdict says why', async () => {
  expect(await graders().run({ grader: same, model_sample: 'Paris', item: {} })).toMatchObject({
    reward: 0,
    metadata: { errors: { invalid_variable_error: true } },
  });
});

it('a grader is validated', async () => {
  expect(await graders().validate({ grader: same })).toMatchObject({ grader: same });
  const wrong = { ...same, input: '{{nothing.here}}' };
  await expect(graders().validate({ grader: wrong })).rejects.toMatchObject({ status: 400, param: 'grader.input' });
});
