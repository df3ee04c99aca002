import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';

const value = z
  .object({
    stringValue: z.string().optional(),
    intValue: z.union([z.number(), z.string()]).optional(),
    doubleValue: z.number().optional(),
  })
  .transform(({ stringValue, intValue, doubleValue }) => stringValue ?? doubleValue ?? Number(intValue));
const attributes = z
  .array(z.object({ key: z.string(), value }))
  .default([])
  .transform((list) => Object.fromEntries(list.map((one) => [one.key, one.value])));

const span = z.object({
  traceId: z.string(),
  spanId: z.string(),
  parentSpanId: z.string().optional(),
  name: z.string(),
  kind: z.number(),
  startTimeUnixNano: z.coerce.bigint(),
  endTimeUnixNano: z.coerce.bigint(),
  attributes,
  links: z.array(z.object({ traceId: z.string(), spanId: z.string() })).default([]),
  status: z.object({ code: z.number().optional(), message: z.string().optional() }),
});
const traces = z.object({
  resourceSpans: z.array(z.object({ scopeSpans: z.array(z.object({ spans: z.array(span) })) })),
});

const points = z.object({
  dataPoints: z.array(
    z.object({
      attributes,
      count: z.coerce.number().optional(),
      sum: z.number().optional(),
      asDouble: z.number().optional(),
      asInt: z.coerce.number().optional(),
    }),
  ),
});
const metric = z.object({
  name: z.string(),
  sum: points.optional(),
  gauge: points.optional(),
  histogram: points.optional(),
});
const metrics = z.object({
  resourceMetrics: z.array(z.object({ scopeMetrics: z.array(z.object({ metrics: z.array(metric) })) })),
});

export type ReceivedSpan = z.infer<typeof span>;

export interface ReceivedPoint {
  readonly name: string;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly value: number;
}

/** A collector that keeps what it is sent over OTLP/HTTP in JSON. */
export interface OtlpReceiver {
  readonly endpoint: string;
  readonly spans: readonly ReceivedSpan[];
  readonly points: readonly ReceivedPoint[];
  /** Everything received, as text. */
  readonly raw: readonly string[];
  /** The spans, once enough have come. */
  until(enough: (spans: readonly ReceivedSpan[]) => boolean): Promise<readonly ReceivedSpan[]>;
  stop(): Promise<void>;
}

const LONGEST_WAIT_MS = 40_000;

export async function otlpReceiver(): Promise<OtlpReceiver> {
  const [spans, points, raw]: [ReceivedSpan[], ReceivedPoint[], string[]] = [[], [], []];
  const server = createServer(async (request, response) => {
    const body = await text(request);
    raw.push(body);
    if (request.url === '/v1/traces') {
      const { resourceSpans } = traces.parse(JSON.parse(body));
      spans.push(...resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap((scope) => scope.spans)));
    } else {
      const { resourceMetrics } = metrics.parse(JSON.parse(body));
      for (const one of resourceMetrics.flatMap(({ scopeMetrics }) => scopeMetrics.flatMap((scope) => scope.metrics)))
        points.push(...pointsOf(one));
    }
    response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: `http://127.0.0.1:${port}`,
    spans,
    points,
    raw,
    until: async (enough) => {
      for (const end = Date.now() + LONGEST_WAIT_MS; !enough(spans); await sleep(50)) {
        if (Date.now() > end) throw new Error(`Only these came: ${spans.map(({ name }) => name).join(', ')}`);
      }
      return spans;
    },
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function pointsOf({ name, sum, gauge, histogram }: z.infer<typeof metric>): ReceivedPoint[] {
  return [sum, gauge, histogram].flatMap((kind) =>
    (kind?.dataPoints ?? []).map(({ attributes: labels, count, asDouble, asInt }) => ({
      name,
      attributes: labels,
      value: count ?? asDouble ?? asInt ?? Number.NaN,
    })),
  );
}
