import { putOrders } from '../support/orders.ts';
import { otlpReceiver } from '../support/otlp-receiver.ts';
import { localPlatform } from '../support/platform.ts';
import { toolCalls } from '../support/tool-calls.ts';

describe('telemetry of the running app', () => {
  it('comes to the collector that OTEL_EXPORTER_OTLP_ENDPOINT names, with the end of each invocation', async () => {
    const receiver = await otlpReceiver();
    const platform = await localPlatform({ hostEnv: { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.endpoint } });
    try {
      const { storage } = platform.endpoints;
      await putOrders(storage, [4711]);
      const calls = await toolCalls(storage, 'get-order-status');
      await calls.send('traced', { orderNumber: '4711' });
      await calls.answers((sofar) => sofar.length === 1);
      const spans = await receiver.until((sofar) => sofar.some(({ name }) => name.startsWith('process ')));
      const named = (name: string) => spans.find((span) => span.name === name);
      const message = named('process tool-get-order-status-in');
      for (const name of ['execute_tool get_order_status', 'send tool-get-order-status-out']) {
        expect(named(name)).toMatchObject({ traceId: message?.traceId, parentSpanId: message?.spanId });
      }
      await platform.stop();
      expect(receiver.points.map(({ name }) => name)).toContain('foundry_functions.tool.duration');
    } finally {
      await platform.stop();
      await receiver.stop();
    }
  });
});
