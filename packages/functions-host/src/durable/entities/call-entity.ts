import { z } from 'zod';
import { type EngineServices, StepAborted } from '../context/engine-services.ts';
import type { EntityId } from '../history/entity-id.ts';
import type { EntityRequest } from '../history/entity-message.ts';
import type { JsonText } from '../history/history-event.ts';

const resultShape = z.object({
  entityExists: z.boolean().default(false),
  entityState: z.string().nullish(),
  results: z.array(z.object({ isError: z.boolean(), result: z.string().nullish() })),
  signals: z
    .array(
      z.object({
        target: z.object({ name: z.string(), key: z.string() }),
        name: z.string(),
        input: z.string().nullish(),
      }),
    )
    .default([]),
});

export type BatchResult = z.infer<typeof resultShape>;

export interface EntityCall {
  readonly self: EntityId;
  readonly exists: boolean;
  readonly state: JsonText | null;
  readonly operations: readonly EntityRequest[];
}

/**
 * Calls the entity's function with a batch of operations.
 * @throws StepAborted when it could not be run; nothing has changed then
 */
export async function callEntity(call: EntityCall, { functions, invoke }: EngineServices): Promise<BatchResult> {
  const { self, exists, state, operations } = call;
  const fn = functions.find('entity', self.name);
  if (!fn) return refused(call, functions.problem('entity', self.name) ?? '');
  const batch = operations.map(({ op, input, signal, id }) => ({
    name: op,
    input: input ?? null,
    isSignal: signal ?? false,
    id,
  }));
  try {
    const { returnValue } = await invoke(fn, {
      input: { string: JSON.stringify({ self, exists, state, batch }) },
      triggerMetadata: {},
      bindingData: {},
      reason: `${batch.length} operation(s) on the entity.`,
      details: { entityKey: self.key },
    });
    const result = resultShape.parse(JSON.parse(returnValue?.json ?? returnValue?.string ?? 'null'));
    if (result.results.length < operations.length) throw new Error('The entity answered fewer operations than it got.');
    return result;
  } catch (error) {
    throw new StepAborted(error instanceof Error ? error.message : String(error), { cause: error });
  }
}

/** The app no longer has the function that the operations were sent to. */
function refused({ exists, state, operations }: EntityCall, problem: string): BatchResult {
  return {
    entityExists: exists,
    entityState: state,
    results: operations.map(() => ({ isError: true, result: JSON.stringify(problem) })),
    signals: [],
  };
}
