import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startAzurite } from '../../../../../test/support/azurite.ts';
import { startEmulator, type TestEmulator } from '../../../../../test/support/emulator.ts';
import { all, CUSTOM, EXACT, failure, inline } from './eval-client.ts';

let azurite: Awaited<ReturnType<typeof startAzurite>>;
let emulator: TestEmulator;
const folder = mkdtempSync(path.join(tmpdir(), 'eval-data-'));
beforeAll(async () => {
  azurite = await startAzurite();
  emulator = await startEmulator({
    settings: { FOUNDRY_STORAGE_CONNECTION: azurite.connectionString, FOUNDRY_EVAL_SECONDS: '0' },
  });
});
afterAll(async () => {
  await emulator.close();
  await azurite.stop();
  rmSync(folder, { recursive: true, force: true });
});

const evals = () => emulator.projectV1.getOpenAIClient().evals;
// The client's types know neither Azure's data sources nor its evaluators.
const make = (criteria: object[], config: object = CUSTOM) =>
  evals().create({ name: 'e', data_source_config: config, testing_criteria: criteria } as never);

async function runOf(criteria: object[], dataSource: object, config?: object) {
  const { id } = await make(criteria, config);
  const run = await evals().runs.create(id, { name: 'r', data_source: dataSource } as never);
  await emulator.admin('POST', 'clock', { advance: 'PT10S' });
  const items = await all(evals().runs.outputItems.list(run.id, { eval_id: id }));
  return { run: await evals().runs.retrieve(run.id, { eval_id: id }), items };
}

const file = (name: string, rows: object[]): string => {
  const place = path.join(folder, name);
  writeFileSync(place, rows.map((row) => JSON.stringify(row)).join('\n'));
  return place;
};
const rows = [
  { item: { answer: 'Seoul' }, sample: { output_text: 'Seoul' } },
  { item: { answer: 'Paris' }, sample: { output_text: 'Rome' } },
];

describe('a run over a dataset', () => {
  it('reads the rows of its file', async () => {
    const { id } = await emulator.projectV1.datasets.uploadFile('rows', '1', file('rows.jsonl', rows));
    expect(id).toMatch(/^azureai:\/\/.*\/data\/rows\/versions\/1$/);
    const { run } = await runOf([EXACT], { type: 'jsonl', source: { type: 'file_id', id } });
    expect(run).toMatchObject({ status: 'completed', result_counts: { total: 2, passed: 1, failed: 1 } });
  });

  it('reads all files of its folder', async () => {
    const place = mkdtempSync(path.join(folder, 'many-'));
    for (const name of ['a', 'b']) writeFileSync(path.join(place, `${name}.jsonl`), `${JSON.stringify(rows[0])}\n`);
    const { id } = await emulator.projectV1.datasets.uploadFolder('many', '1', place);
    const { run } = await runOf([EXACT], { type: 'jsonl', source: { type: 'file_id', id } });
    expect(run).toMatchObject({ status: 'completed', result_counts: { total: 2, passed: 2 } });
  });

  it('is refused when there is no such dataset', async () => {
    const id = 'azureai://accounts/local/projects/local/data/none/versions/1';
    const error = await failure(runOf([EXACT], { type: 'jsonl', source: { type: 'file_id', id } }));
    expect(error).toMatchObject({ status: 400, param: 'data_source.source.id' });
    expect(error.message).toContain(`There is no dataset ${id}.`);
  });

  it('fails when a row does not fit the schema', async () => {
    const { id } = await emulator.projectV1.datasets.uploadFile(
      'bad',
      '1',
      file('bad.jsonl', [{ item: { answer: 5 } }]),
    );
    const { run } = await runOf([EXACT], { type: 'jsonl', source: { type: 'file_id', id } });
    expect(run).toMatchObject({ status: 'failed', error: { message: expect.stringContaining('Line 1 of') } });
  });
});

describe('an eval', () => {
  it('is created with 201, and so is a run', async () => {
    const post = (place: string, body: object) =>
      emulator.request(place, {
        method: 'POST',
        body: JSON.stringify(body),
        headers: { 'content-type': 'application/json' },
      });
    const created = await post('/openai/v1/evals', {
      name: 'e',
      data_source_config: CUSTOM,
      testing_criteria: [EXACT],
    });
    expect(created.status).toBe(201);
    const { id } = (await created.json()) as { id: string };
    const run = await post(`/openai/v1/evals/${id}/runs`, { name: 'r', data_source: inline(...rows) });
    expect(run.status).toBe(201);
    expect((await post(`/openai/v1/evals/${id}`, { name: 'f' })).status).toBe(200);
  });

  it.each([{}, { temperature: 0.2 }, { seed: 1 }, { max_completion_tokens: 50, top_p: 1 }])(
    'takes the sampling parameters %j',
    async (sampling) => {
      const { run } = await runOf([EXACT], {
        type: 'completions',
        model: 'gpt-4o-mini',
        source: { type: 'file_content', content: [{ item: { question: 'Hi', answer: 'x' } }] },
        input_messages: { type: 'template', template: [{ role: 'user', content: '{{item.question}}' }] },
        sampling_params: sampling,
      });
      expect(run).toMatchObject({ status: 'completed', result_counts: { total: 1, errored: 0 } });
    },
  );

  it('takes rows whose optional fields are null or missing', async () => {
    const content = [
      { item: { answer: 'a', question: null }, sample: { output_text: 'a' } },
      { item: { answer: 'b' } },
    ];
    const { run } = await runOf([EXACT], { type: 'jsonl', source: { type: 'file_content', content } });
    expect(run).toMatchObject({ status: 'completed', result_counts: { total: 2, passed: 1, errored: 1 } });
  });

  it('takes conversations as the query and the response of a judged evaluator', async () => {
    const config = {
      type: 'custom',
      item_schema: { type: 'object', properties: { query: {}, response: {} }, required: ['query', 'response'] },
      include_sample_schema: true,
    };
    const criterion = {
      type: 'azure_ai_evaluator',
      name: 'coherence',
      evaluator_name: 'builtin.coherence',
      initialization_parameters: { deployment_name: 'gpt-4o-mini' },
      data_mapping: { query: '{{item.query}}', response: '{{item.response}}' },
    };
    const query = [
      { role: 'user', content: 'Where is my order?' },
      { role: 'assistant', content: 'Which one?' },
      { role: 'user', content: [{ type: 'text', text: 'Number 7.' }] },
    ];
    const response = [{ role: 'assistant', content: [{ type: 'text', text: 'It arrives today.' }] }];
    const { run, items } = await runOf(
      [criterion],
      { type: 'jsonl', source: { type: 'file_content', content: [{ item: { query, response } }] } },
      config,
    );
    expect(run).toMatchObject({ status: 'completed', result_counts: { total: 1, errored: 0 } });
    expect(items[0]?.results[0]).toMatchObject({ name: 'coherence', score: expect.any(Number) });
  });
});
