import { randomBytes } from 'node:crypto';
import type { TraceContext } from '../worker/core-types.ts';

/** What the app sees when nothing traces the invocation: the real host's empty strings. */
const NO_TRACE: TraceContext = { traceParent: '', traceState: '', attributes: {} };

/** W3C Trace Context, version 00: neither id is all zeros. */
const TRACEPARENT = /^[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/;

/**
 * The trace that an invocation belongs to. With OpenTelemetry it goes on with its caller's, or begins one; without, there is none. This host
 * sends no spans of its own: the app's are children of the caller's.
 */
export function invocationTrace(traced: boolean, caller: TraceContext | undefined): TraceContext {
  if (!traced) return NO_TRACE;
  const { traceParent = '', traceState = '' } = caller ?? {};
  if (isTraceParent(traceParent)) return { traceParent, traceState, attributes: {} };
  return { traceParent: `00-${hex(16)}-${hex(8)}-01`, traceState: '', attributes: {} };
}

export const isTraceParent = (text: string): boolean => TRACEPARENT.test(text);

/** The trace that a request says it belongs to, by headers in lower case. */
export function traceOfHeaders(headers: Readonly<Record<string, unknown>>): TraceContext | undefined {
  const { traceparent, tracestate } = headers;
  if (typeof traceparent !== 'string' || !isTraceParent(traceparent)) return undefined;
  return { traceParent: traceparent, ...(typeof tracestate === 'string' ? { traceState: tracestate } : {}) };
}

const hex = (bytes: number) => randomBytes(bytes).toString('hex');
