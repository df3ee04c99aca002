import type { Store } from '../../core/store/store.ts';
import type { KeptSpan } from './span.ts';

/** Maximum number of spans in a project, a limit of the emulator's own; the oldest are deleted. */
const MAX_SPANS = 20_000;

export interface Trace {
  readonly trace_id: string;
  readonly received_at: number;
  readonly spans: readonly KeptSpan[];
}

export interface TraceStore {
  keep(spans: readonly KeptSpan[]): void;
  /** Returns a trace with its spans in order, or undefined when it is missing or older than `since`. */
  trace(id: string, since?: number): Trace | undefined;
  /** Returns the latest traces, newest first. */
  latest(limit: number): Trace[];
}

/** Returns the store of a project's traces, which replaces Application Insights. */
export function traceStore(store: Store): TraceStore {
  const spans = store.collection<KeptSpan>({
    name: 'traceSpans',
    key: ({ trace_id, span_id }) => `${trace_id}/${span_id}`,
    indexes: { trace: ({ trace_id }) => trace_id },
  });
  const trace = (id: string, since = 0): Trace | undefined => {
    const found = [...spans.all({ where: { trace: id } })];
    const received = Math.max(...found.map(({ received_at }) => received_at));
    if (found.length === 0 || received < since) return undefined;
    return { trace_id: id, received_at: received, spans: found.sort(byStart) };
  };

  return {
    trace: (id, since) => trace(id.toLowerCase().replaceAll('-', ''), since),
    latest: (limit) => {
      const ids = new Set<string>();
      for (const { trace_id } of spans.all({ order: 'desc' })) {
        if (ids.size === limit) break;
        ids.add(trace_id);
      }
      return [...ids].flatMap((id) => trace(id) ?? []);
    },
    keep: (given) =>
      store.transaction(() => {
        for (const span of given) spans.put(span);
        const surplus = spans.count() - MAX_SPANS;
        if (surplus > 0)
          for (const { trace_id, span_id } of spans.list({ limit: surplus }).objects)
            spans.delete(`${trace_id}/${span_id}`);
      }),
  };
}

const byStart = (left: KeptSpan, right: KeptSpan): number => {
  const difference = BigInt(left.start) - BigInt(right.start);
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
};
