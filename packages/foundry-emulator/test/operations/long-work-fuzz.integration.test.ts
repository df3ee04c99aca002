import fc from 'fast-check';
import { startEmulator, type TestEmulator } from '../../../../test/support/emulator.ts';

let emulator: TestEmulator;
beforeAll(async () => {
  emulator = await startEmulator();
});
afterAll(() => emulator.close());

const field = fc.constantFrom(
  ...[
    'type',
    'name',
    'input',
    'reference',
    'operation',
    'labels',
    'passing_labels',
    'model',
    'source',
    'content',
    'item',
    'sample',
    'graders',
  ],
  ...[
    'calculate_output',
    'item_schema',
    'target',
    'input_messages',
    'template',
    'role',
    'range',
    'id',
    'hyperparameters',
    'dpo',
    'grader',
    'a',
  ],
);

/** Values of every kind, likelier to be what a field wants than chance would make them. */
const { value } = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, depthSize: 'small' },
    fc.constantFrom(null, true, 0, -1, 1.5, 1e21, '', 'x', '{{item.a}}', '{{', 'auto', 'gpt-4o', 'o4-mini', 'file-1'),
    fc.constantFrom(
      'string_check',
      'multi',
      'python',
      'label_model',
      'score_model',
      'text_similarity',
      'azure_ai_evaluator',
      'custom',
      'jsonl',
      'completions',
      'file_content',
      'responses',
      'template',
      'dpo',
    ),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(field, tie('value'), { maxKeys: 4 }),
  ),
}));
async function post(below: string, body: unknown): Promise<number> {
  const response = await emulator.request(below, { method: 'POST', body: JSON.stringify(body) });
  await response.arrayBuffer();
  return response.status;
}

const criteria = [{ type: 'string_check', name: 'a', input: '{{item.a}}', operation: 'eq', reference: 'x' }];
const config = { type: 'custom', item_schema: { type: 'object' } };

describe.each(['2025-11-15-preview', 'v1'])('never answers with a server error, whatever is sent as %s', (version) => {
  const query = `?api-version=${version}`;

  it('for evals', async () => {
    await fc.assert(
      fc.asyncProperty(value, value, async (criterion, other) => {
        expect([200, 201, 400]).toContain(
          await post(`/openai/evals${query}`, { data_source_config: config, testing_criteria: [criterion, other] }),
        );
        expect([200, 201, 400]).toContain(
          await post(`/openai/evals${query}`, { data_source_config: criterion, testing_criteria: criteria }),
        );
      }),
      { numRuns: 150 },
    );
  });

  it('for their runs', async () => {
    const made = await emulator.request('/openai/evals', {
      method: 'POST',
      body: JSON.stringify({ data_source_config: config, testing_criteria: criteria }),
    });
    const { id } = (await made.json()) as { id: string };
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('jsonl', 'completions', 'responses', 'azure_ai_target_completions'),
        value,
        value,
        async (type, source, more) => {
          const data = { type, source, target: more, input_messages: more, model: 'gpt-4o' };
          expect([200, 201, 400, 501]).toContain(await post(`/openai/evals/${id}/runs${query}`, { data_source: data }));
          expect([200, 201, 400, 501]).toContain(
            await post(`/openai/evals/${id}/runs${query}`, { data_source: source }),
          );
        },
      ),
      { numRuns: 150 },
    );
  });

  it('for fine-tuning jobs', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('supervised', 'dpo', 'reinforcement'),
        value,
        value,
        async (type, settings, more) => {
          const method = { type, [type]: settings };
          expect(
            await post(`/openai/fine-tuning/jobs${query}`, {
              model: 'o4-mini',
              training_file: 'file-1',
              method,
              integrations: more,
            }),
          ).toBe(400);
          const graded = { type: 'reinforcement', reinforcement: { grader: more } };
          expect(
            await post(`/openai/fine-tuning/jobs${query}`, {
              model: 'o4-mini',
              training_file: 'file-1',
              method: graded,
            }),
          ).toBe(400);
        },
      ),
      { numRuns: 150 },
    );
  });
});
