import type { ResourceMetrics } from '@opentelemetry/sdk-metrics';
import type { ReadableSpan } from '@opentelemetry/sdk-trace-base';
import { openTelemetry } from '../../shared/azure/telemetry/open-telemetry.ts';

export interface Point {
  readonly name: string;
  readonly attributes: Readonly<Record<string, unknown>>;
  /** Number of values of a histogram. */
  readonly value: number;
}

/** Spans and metrics of this process. */
export interface Probed {
  readonly spans: readonly ReadableSpan[];
  readonly points: readonly Point[];
}

/** Does work under telemetry that is kept in memory: Jest cannot load what the OTLP exporter loads. One at a time in a process. */
export async function telemetryOf(work: () => Promise<unknown>): Promise<Probed> {
  const spans: ReadableSpan[] = [];
  let last: ResourceMetrics | undefined;
  const rest = { forceFlush: async () => {}, shutdown: async () => {} };
  const telemetry = await openTelemetry(
    { service: 'test', console: false },
    {
      spans: [{ ...rest, export: (batch, done) => done({ code: spans.push(...batch) > 0 ? 0 : 1 }) }],
      metrics: [
        {
          ...rest,
          export: (all, done) => {
            last = all;
            done({ code: 0 });
          },
        },
      ],
    },
  );
  try {
    await work();
  } finally {
    await telemetry.close();
  }
  return { spans, points: last === undefined ? [] : pointsOf(last) };
}

function pointsOf({ scopeMetrics }: ResourceMetrics): Point[] {
  const all = scopeMetrics.flatMap(({ metrics }) => metrics);
  return all.flatMap(({ descriptor, dataPoints }) =>
    dataPoints.map(({ attributes, value }) => ({
      name: descriptor.name,
      attributes,
      value: typeof value === 'number' ? value : value.count,
    })),
  );
}
