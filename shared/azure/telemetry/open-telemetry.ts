import { context, DiagLogLevel, diag, metrics, propagation, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import { BasicTracerProvider, BatchSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { type Exporters, openExporters } from './exporters.ts';
import type { TelemetrySettings } from './telemetry-settings.ts';

/** The SDK behind the telemetry API. Import this file only when the settings ask for telemetry: it is large. */
export interface Telemetry {
  /** Sends what there is, and waits for that at most `patience` milliseconds. Never rejects: telemetry that is lost fails nothing. */
  flush(patience: number): Promise<void>;
  /** Sends what there is and ends. */
  close(): Promise<void>;
}

/** Milliseconds between two posts of metrics, which are sums and lose nothing by waiting. */
const METRICS_EVERY_MS = 15_000;

/** Characters of an exporter's complaint that are shown. */
const MOST_COMPLAINT = 300;

/** Makes the SDK the one that the API speaks to, in this process. `exporters` take the place of those that the settings ask for. */
export async function openTelemetry(settings: TelemetrySettings, exporters?: Exporters): Promise<Telemetry> {
  const complain = (text: string) => console.warn(`Telemetry: ${text.slice(0, MOST_COMPLAINT)}`);
  const quiet = () => {};
  const logger = { error: complain, warn: quiet, info: quiet, debug: quiet, verbose: quiet };
  diag.setLogger(logger, { logLevel: DiagLogLevel.ERROR, suppressOverrideMessage: true });

  const to = exporters ?? (await openExporters(settings));
  const resource = resourceFromAttributes({ 'service.name': settings.service });
  const spans = new BasicTracerProvider({
    resource,
    spanProcessors: to.spans.map((exporter) => new BatchSpanProcessor(exporter)),
  });
  const numbers = new MeterProvider({
    resource,
    readers: to.metrics.map(
      (exporter) => new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: METRICS_EVERY_MS }),
    ),
  });
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  trace.setGlobalTracerProvider(spans);
  metrics.setGlobalMeterProvider(numbers);
  // The durable client hands the trace on to the orchestrations that it starts.
  propagation.setGlobalPropagator(new W3CTraceContextPropagator());

  const send = oneAtATime(() => spans.forceFlush());
  return {
    flush: async (patience) => {
      const timer = Promise.withResolvers<void>();
      const alarm = setTimeout(timer.resolve, patience);
      await Promise.race([send().catch(quiet), timer.promise]);
      clearTimeout(alarm);
    },
    close: async () => {
      await Promise.allSettled([spans.shutdown(), numbers.shutdown()]);
      for (const api of [trace, metrics, propagation, context, diag]) api.disable();
    },
  };
}

/** Runs `work` one at a time. Callers that ask during a run share the next one, which begins after they asked. */
export function oneAtATime(work: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined;
  let next: Promise<void> | undefined;
  const begin = () => {
    running = work().finally(() => {
      running = undefined;
    });
    return running;
  };
  return () => {
    if (running === undefined) return begin();
    next ??= running
      .catch(() => undefined)
      .then(() => {
        next = undefined;
        return begin();
      });
    return next;
  };
}
