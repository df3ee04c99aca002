import {
  type Attributes,
  type Context,
  context,
  isSpanContextValid,
  ROOT_CONTEXT,
  type Span,
  type SpanContext,
  SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';

/** The name under which all spans and metrics of this app are made. */
export const SCOPE = 'foundry-functions';

export interface SpanOptions {
  readonly kind?: SpanKind;
  readonly attributes?: Attributes;
  /** The parent of the span as a W3C traceparent, instead of the active span, which is linked then. */
  readonly parent?: string | undefined;
}

/**
 * Does work within a span; whatever spans it makes are children of this one. Only the name of what it throws is noted: messages may hold
 * arguments. Costs next to nothing while telemetry is off.
 */
export async function inSpan<T>(
  name: string,
  { kind = SpanKind.INTERNAL, attributes = {}, parent }: SpanOptions,
  work: (span: Span) => Promise<T>,
): Promise<T> {
  const now = trace.getSpanContext(context.active());
  const within = parent === undefined ? context.active() : contextOf(parent);
  const links = parent !== undefined && now !== undefined && isSpanContextValid(now) ? [{ context: now }] : [];
  return trace.getTracer(SCOPE).startActiveSpan(name, { kind, attributes, links }, within, async (span) => {
    try {
      return await work(span);
    } catch (error) {
      markFailed(span, error instanceof Error ? error.name : 'unknown');
      throw error;
    } finally {
      span.end();
    }
  });
}

/** `type` is a word for programs, not a message. */
export function markFailed(span: Span, type: string): void {
  span.setAttribute('error.type', type);
  span.setStatus({ code: SpanStatusCode.ERROR });
}

/**
 * Returns the active span as a W3C traceparent for work that continues elsewhere, or undefined while telemetry is off.
 */
export function traceParent(): string | undefined {
  const now = trace.getSpanContext(context.active());
  if (now === undefined || !isSpanContextValid(now)) return undefined;
  return `00-${now.traceId}-${now.spanId}-${now.traceFlags.toString(16).padStart(2, '0')}`;
}

/** Runs `work` as part of the trace that a traceparent names. An invalid traceparent is ignored. */
export function withTraceParent<T>(parent: string | null | undefined, work: () => T): T {
  return parent ? context.with(contextOf(parent, context.active()), work) : work();
}

/** A context in which a traceparent is what goes on. */
export function contextOf(parent: string, otherwise: Context = ROOT_CONTEXT): Context {
  const [, traceId = '', spanId = '', flags = ''] =
    /^[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(?:-.*)?$/.exec(parent) ?? [];
  const found: SpanContext = { traceId, spanId, traceFlags: Number.parseInt(flags || '0', 16), isRemote: true };
  return isSpanContextValid(found) ? trace.setSpanContext(ROOT_CONTEXT, found) : otherwise;
}
