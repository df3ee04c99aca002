import type { PushMetricExporter } from '@opentelemetry/sdk-metrics';
import type { SpanExporter } from '@opentelemetry/sdk-trace-base';
import { azureCredential } from '../credential.ts';
import type { TelemetrySettings } from './telemetry-settings.ts';

export interface Exporters {
  readonly spans: readonly SpanExporter[];
  readonly metrics: readonly PushMetricExporter[];
}

/**
 * Returns one exporter of each sort for every destination in the settings. Packages of other destinations are not
 * loaded.
 */
export async function openExporters(settings: TelemetrySettings): Promise<Exporters> {
  const opened = await Promise.all([
    ...(settings.applicationInsights === undefined ? [] : [applicationInsights(settings.applicationInsights)]),
    ...(settings.otlp === undefined ? [] : [otlp(settings.otlp)]),
    ...(settings.console ? [standardOutput()] : []),
  ]);
  return { spans: opened.map(({ span }) => span), metrics: opened.map(({ metric }) => metric) };
}

interface Pair {
  readonly span: SpanExporter;
  readonly metric: PushMetricExporter;
}

async function applicationInsights({
  connectionString,
  entra,
  clientId,
}: NonNullable<TelemetrySettings['applicationInsights']>): Promise<Pair> {
  const { AzureMonitorMetricExporter, AzureMonitorTraceExporter } = await import(
    '@azure/monitor-opentelemetry-exporter'
  );
  const options = {
    connectionString,
    // The disk of an instance goes with it: what is kept there is not sent later, only left behind.
    disableOfflineStorage: true,
    ...(entra ? { credential: azureCredential(clientId) } : {}),
  };
  return { span: new AzureMonitorTraceExporter(options), metric: new AzureMonitorMetricExporter(options) };
}

/** Headers, such as a collector's key, come from OTEL_EXPORTER_OTLP_HEADERS, which the exporters read themselves. */
async function otlp(endpoint: string): Promise<Pair> {
  const [{ OTLPTraceExporter }, { OTLPMetricExporter }] = await Promise.all([
    import('@opentelemetry/exporter-trace-otlp-http'),
    import('@opentelemetry/exporter-metrics-otlp-http'),
  ]);
  return {
    span: new OTLPTraceExporter({ url: `${endpoint}/v1/traces` }),
    metric: new OTLPMetricExporter({ url: `${endpoint}/v1/metrics` }),
  };
}

async function standardOutput(): Promise<Pair> {
  const [{ ConsoleSpanExporter }, { ConsoleMetricExporter }] = await Promise.all([
    import('@opentelemetry/sdk-trace-base'),
    import('@opentelemetry/sdk-metrics'),
  ]);
  return { span: new ConsoleSpanExporter(), metric: new ConsoleMetricExporter() };
}
