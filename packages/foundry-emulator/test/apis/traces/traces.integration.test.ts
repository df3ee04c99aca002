import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import type OpenAI from 'openai';
import { startEmulator, type TestEmulator } from '../../../../../test/support/emulator.ts';
import { openAIClients } from '../../../../../test/support/openai-clients.ts';

let emulator: TestEmulator;
let client: OpenAI;
beforeAll(async () => {
  emulator = await startEmulator();
  ({ reference: client } = await openAIClients(emulator));
});
afterAll(() => emulator.close());

interface Traces {
  readonly traces: readonly { readonly trace_id: string; readonly spans: readonly { readonly name: string }[] }[];
}
const told = (role: string, content: string) => JSON.stringify([{ role, parts: [{ type: 'text', content }] }]);

/** Evaluates traces, and gives back the run and its rows. */
async function evaluate(trace_ids: string[], more: object = {}) {
  const { id: eval_id } = await client.evals.create({
    name: 'traces',
    data_source_config: { type: 'azure_ai_source', scenario: 'traces' } as never,
    testing_criteria: [
      {
        type: 'string_check',
        name: 'right',
        input: '{{item.query}} {{sample.output_text}}',
        operation: 'like',
        reference: 'berth',
      },
    ],
  });
  const data_source = { type: 'azure_ai_traces', trace_ids, ...more } as never;
  const { id } = await client.evals.runs.create(eval_id, { name: 'run', data_source });
  await emulator.admin('POST', 'clock', { advance: 'PT1M' });
  const run = await client.evals.runs.retrieve(id, { eval_id });
  return { run, rows: (await client.evals.runs.outputItems.list(id, { eval_id })).data };
}

it('accepts and evaluates traces of an OpenTelemetry exporter', async () => {
  const attributes = {
    'gen_ai.agent.name': 'harbour-master',
    'gen_ai.response.model': 'gpt-4o',
    'gen_ai.input.messages': told('user', 'Which boat lies in berth 12?'),
    'gen_ai.output.messages': told('assistant', 'The Gannet.'),
  };
  const send = path.join(import.meta.dirname, '../../../../../test/support/send-trace.ts');
  const sent = await promisify(execFile)(
    process.execPath,
    [send, `${emulator.endpoints.admin}/v1/traces`, 'invoke_agent harbour-master', JSON.stringify(attributes)],
    { env: { ...process.env, NODE_EXTRA_CA_CERTS: emulator.certificate } },
  );
  const traceId = sent.stdout;

  const { traces } = await emulator.admin<Traces>('GET', 'traces?limit=1');
  expect(traces).toMatchObject([{ trace_id: traceId, spans: [{ name: 'invoke_agent harbour-master' }] }]);
  const { run, rows } = await evaluate([traceId]);
  expect(run).toMatchObject({ status: 'completed', result_counts: { total: 1, passed: 1 } });
  expect(rows[0]?.datasource_item).toMatchObject({
    trace_id: traceId,
    query: 'Which boat lies in berth 12?',
    response: 'The Gannet.',
    agent: 'harbour-master',
  });
});

it('reads conversations from events, and calls of tools', async () => {
  const traceId = 'a'.repeat(32);
  const text = (key: string, stringValue: string) => ({ key, value: { stringValue } });
  const event = (name: string, content: object) => ({
    name,
    attributes: [text('gen_ai.event.content', JSON.stringify(content))],
  });
  const spans = [
    {
      traceId,
      spanId: '1'.repeat(16),
      name: 'chat gpt-4o',
      startTimeUnixNano: '1000',
      endTimeUnixNano: '2000',
      events: [
        event('gen_ai.user.message', { role: 'user', content: 'Free berth 7.' }),
        event('gen_ai.choice', { message: { content: 'Berth 7 is free now.' } }),
      ],
    },
    {
      traceId,
      spanId: '2'.repeat(16),
      parentSpanId: '1'.repeat(16),
      name: 'execute_tool free_berth',
      startTimeUnixNano: '1100',
      endTimeUnixNano: '1200',
      attributes: [
        text('gen_ai.tool.name', 'free_berth'),
        text('gen_ai.tool.call.arguments', '{"berth":7}'),
        text('gen_ai.tool.call.result', 'ok'),
      ],
    },
  ];
  await emulator.admin('POST', 'v1/traces', { resourceSpans: [{ scopeSpans: [{ spans }] }] });
  const { rows } = await evaluate([traceId]);
  expect(rows[0]?.datasource_item).toMatchObject({
    query: 'Free berth 7.',
    response: 'Berth 7 is free now.',
    tool_calls: [{ name: 'free_berth', arguments: { berth: 7 }, result: 'ok' }],
  });
});

it('adds its own responses to the caller’s trace', async () => {
  const traceId = 'b'.repeat(32);
  const response = await client.responses.create(
    { model: 'gpt-4o', input: 'Which berth is free?' },
    { headers: { traceparent: `00-${traceId}-${'c'.repeat(16)}-01` } },
  );
  const { rows } = await evaluate([traceId]);
  expect(rows[0]?.datasource_item).toMatchObject({
    query: 'Which berth is free?',
    response: response.output_text,
  });
});

it('counts a missing or too old trace as errored', async () => {
  const missing = await evaluate(['d'.repeat(32)]);
  expect(missing.run).toMatchObject({ status: 'completed', result_counts: { errored: 1 } });
  expect(missing.rows[0]?.sample.error).toMatchObject({ code: 'trace_not_found' });
  await emulator.admin('POST', 'clock', { advance: 'PT3H' });
  const late = await evaluate(['b'.repeat(32)], { lookback_hours: 2 });
  expect(late.run).toMatchObject({ result_counts: { errored: 1 } });
  expect((await evaluate(['b'.repeat(32)])).run).toMatchObject({ result_counts: { passed: 1 } });
  await expect(evaluate([])).rejects.toMatchObject({ status: 400, param: 'data_source.trace_ids' });
});

it('refuses a body that is not a trace', async () => {
  const refused = await emulator.admin<{ error: { message: string } }>('POST', 'v1/traces', {
    resourceSpans: [{ scopeSpans: [{ spans: [{ traceId: 'x', spanId: 'y', name: 'z' }] }] }],
  });
  expect(refused.error.message).toContain('32 hexadecimal digits');
});
