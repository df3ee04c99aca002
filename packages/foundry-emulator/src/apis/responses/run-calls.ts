import { ToolFailure } from '../../tools/contract/tool-kind.ts';
import type { ServedCall } from './model-turn.ts';
import type { ResponseWriter } from './response-writer.ts';

/**
 * Runs the calls of one turn in parallel and writes each output when it arrives. If one fails, the others are aborted and the first error
 * is thrown.
 */
export async function runCalls(
  calls: readonly ServedCall[],
  writer: ResponseWriter,
  { signal, responseEnded }: { signal: AbortSignal; responseEnded: Promise<void> },
): Promise<void> {
  const failure = new AbortController();
  const givenUp = AbortSignal.any([signal, failure.signal]);
  const begun = calls.map((call) => {
    const item = call.tool.begin(call);
    return { call, item, index: writer.openItem(item) };
  });
  await Promise.allSettled(
    begun.map(async ({ call, item, index }) => {
      try {
        const emit = (type: string, fields: Record<string, unknown> = {}) => writer.emit(type, index, fields);
        const outcome = await call.tool.run?.(call, item, { signal: givenUp, responseEnded, emit });
        givenUp.throwIfAborted();
        if (!outcome) return;
        writer.madeFiles.push(...(outcome.madeFiles ?? []));
        writer.closeItem(index, outcome.item);
        for (const output of outcome.outputs) writer.closeItem(writer.openItem(output), output);
      } catch (error) {
        // Aborted because another call failed first.
        if (givenUp.aborted) return;
        if (error instanceof ToolFailure) writer.closeItem(index, error.item);
        failure.abort(error);
      }
    }),
  );
  givenUp.throwIfAborted();
}
