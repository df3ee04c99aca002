import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { BasicTracerProvider, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base';

/** A process of its own, since the exporter loads modules in a way that Jest's cannot: sends one span, and prints the trace's id. */
const [url = '', name = '', attributes = '{}'] = process.argv.slice(2);
const exporter = new OTLPTraceExporter({ url });
const provider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
const span = provider.getTracer('test').startSpan(name, { attributes: JSON.parse(attributes) });
span.end();
await provider.forceFlush();
await provider.shutdown();
process.stdout.write(span.spanContext().traceId);
