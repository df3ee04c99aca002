import { putOrders } from '../../support/orders.ts';
import { type OtlpReceiver, otlpReceiver, type ReceivedSpan } from '../../support/otlp-receiver.ts';
import { PlatformJobs } from '../../support/platform-jobs.ts';
import { toolCalls } from '../../support/tool-calls.ts';

/** A trace that a caller began, with the caller's span. */
const [TRACE, CALLER] = ['0af7651916cd43dd8448eb211c80319c', 'b7ad6b7169203331'];
const traceparent = `00-${TRACE}-${CALLER}-01`;

let receiver: OtlpReceiver;
let jobs: PlatformJobs;
beforeAll(async () => {
  receiver = await otlpReceiver();
  jobs = await PlatformJobs.start({ hostEnv: { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.endpoint } });
}, 120_000);
afterAll(async () => {
  await jobs?.stop();
  await receiver?.stop();
});

const named = (spans: readonly ReceivedSpan[], name: string) => spans.filter((span) => span.name.startsWith(name));

describe('the telemetry of the running app comes to a collector as', () => {
  it('one trace from the message of an agent through the tool to the reply', async () => {
    const { storage } = jobs.platform.endpoints;
    await putOrders(storage, [4711]);
    const calls = await toolCalls(storage, 'get-order-status');
    await calls.send('first', { orderNumber: '4711' });
    await calls.send('second', { orderNumber: '4711' });
    await calls.answers((sofar) => sofar.length === 2);
    const spans = await receiver.until((sofar) => named(sofar, 'process tool-get-order-status-in').length === 2);
    const messages = named(spans, 'process tool-get-order-status-in');
    for (const message of messages) {
      for (const name of ['execute_tool get_order_status', 'send tool-get-order-status-out']) {
        const ofMessage = named(spans, name).filter(({ traceId }) => traceId === message.traceId);
        expect(ofMessage).toMatchObject([{ parentSpanId: message.spanId }]);
      }
      // The host began the trace; the app itself, for a message that it took in the first seconds after its start.
      expect(message.parentSpanId ?? 'none').toMatch(/^([0-9a-f]{16}|none)$/);
    }
    expect(messages[0]?.traceId).not.toBe(messages[1]?.traceId);
  });

  it('are part of the trace of the caller when a tool is called over HTTP', async () => {
    const body = { orderNumber: '4711' };
    expect((await jobs.post('tools/get_order_status', body, { traceparent })).status).toBe(200);
    const mine = (sofar: readonly ReceivedSpan[]) =>
      named(sofar, 'execute_tool').filter(({ traceId }) => traceId === TRACE);
    const spans = await receiver.until((sofar) => mine(sofar).length === 1);
    expect(mine(spans)[0]?.parentSpanId).toBe(CALLER);
  });

  it("one trace from the request for a job to its end, which the orchestration's activities are part of", async () => {
    const evalId = await jobs.makeEval();
    const request = { data: { items: [{ a: 'yes' }] } };
    const { body } = await jobs.post(`evals/${evalId}/runs`, request, { traceparent });
    await jobs.ended(body.id);
    const ofJob = (sofar: readonly ReceivedSpan[]) =>
      sofar.filter(({ attributes }) => attributes['foundry_functions.job.id'] === body.id);
    const spans = ofJob(await receiver.until((sofar) => named(ofJob(sofar), 'job_step finalize').length > 0));
    expect(new Set(spans.map(({ traceId }) => traceId))).toEqual(new Set([TRACE]));
    const [accepted] = named(spans, 'accept_job');
    expect(accepted?.parentSpanId).toBe(CALLER);
    const steps = named(spans, 'job_step');
    expect(steps.length).toBeGreaterThan(3);
    for (const step of steps) {
      expect(step.parentSpanId).toBe(accepted?.spanId);
      // The invocation of the activity, by the context that the orchestration carries.
      expect(step.links.map(({ traceId }) => traceId)).toEqual([TRACE]);
    }
  }, 90_000);

  it('one trace of a blob, from its event to the index', async () => {
    const container = await jobs.storage.container('documents');
    await container.createIfNotExists();
    const text = 'A parcel takes three days.';
    await container.getBlockBlobClient('handbook/parcels.md').upload(text, text.length);
    const ofBlob = (sofar: readonly ReceivedSpan[]) =>
      sofar.filter(
        ({ attributes }) => attributes['foundry_functions.ingestion.blob'] === 'documents/handbook/parcels.md',
      );
    const spans = ofBlob(await receiver.until((sofar) => named(ofBlob(sofar), 'ingest_blob uploaded').length > 0));
    expect(spans.map(({ name }) => name).toSorted()).toEqual(['ingest_blob pending', 'ingest_blob uploaded']);
    expect(new Set(spans.map(({ traceId }) => traceId)).size).toBe(1);
  }, 90_000);

  it('metrics, with the end of the process at the latest', async () => {
    await jobs.stop();
    expect(receiver.points.map(({ name }) => name)).toEqual(
      expect.arrayContaining([
        'foundry_functions.tool.duration',
        'foundry_functions.queue.wait',
        'foundry_functions.job.states',
        'foundry_functions.ingestion.files',
      ]),
    );
  });
});
