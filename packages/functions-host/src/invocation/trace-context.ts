import { randomBytes } from 'node:crypto';
import type { TraceContext } from '../worker/core-types.ts';

/** Trace context of invocations without tracing: the real host's empty strings. */
const NO_TRACE: TraceContext = { traceParent: '', traceState: '', attributes: {} };

/** W3C Trace Context, version 00: neither id is zero. */
const TRACEPARENT = /^[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/;

/**
 * Returns the trace context of an invocation. With OpenTelemetry it continues the caller's trace or starts one;
 * otherwise it is empty. This host sends no spans of its own: the app's spans are children of the caller's.
 */
export function invocationTrace(traced: boolean, caller: TraceContext | undefined): TraceContext {
  if (!traced) return NO_TRACE;
  const { traceParent = '', traceState = '' } = caller ?? {};
  if (isTraceParent(traceParent)) return { traceParent, traceState, attributes: {} };
  return { traceParent: `00-${hex(16)}-${hex(8)}-01`, traceState: '', attributes: {} };
}

export const isTraceParent = (text: string): boolean => TRACEPARENT.test(text);

/** Returns the trace context of a request. Header names are in lower case. */
export function traceOfHeaders(headers: Readonly<Record<string, unknown>>): TraceContext | undefined {
  const { traceparent, tracestate } = headers;
  if (typeof traceparent !== 'string' || !isTraceParent(traceparent)) return undefined;
  return { traceParent: traceparent, ...(typeof tracestate === 'string' ? { traceState: tracestate } : {}) };
}

const hex = (bytes: number) => randomBytes(bytes).toString('hex');
