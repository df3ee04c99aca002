import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod';
import { RetryableError } from '../../../core/errors.ts';
import { explainServiceError } from '../../../foundry/service-error.ts';
import type { JobContext } from '../../contract/job-context.ts';

/** Verdict of one criterion on one row, as the service says it. */
const result = z.looseObject({
  name: z.string(),
  passed: z.boolean().nullish().catch(undefined),
  score: z.number().nullish().catch(undefined),
});

const item = z.looseObject({
  id: z.string(),
  datasource_item_id: z.union([z.number(), z.string()]).transform(String).catch(''),
  status: z.string().catch(''),
  results: z.array(result).catch([]),
  sample: z
    .looseObject({
      error: z
        .looseObject({ message: z.string().catch('') })
        .nullish()
        .catch(undefined),
    })
    .nullish()
    .catch(undefined),
});

const page = z.object({ data: z.array(item), has_more: z.boolean().catch(false) });

export type OutputItem = z.infer<typeof item>;

const PAGE_SIZE = 100;
const TRIES = 6;
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 20_000;

/**
 * The rows of a run with their verdicts, page by page. A page that fails for now is asked for again, and not all of them from the
 * start. @throws RetryableError when a page does not come in the end
 */
export async function* outputItems(
  run: { readonly evalId: string; readonly runId: string },
  { openai }: Pick<JobContext, 'openai'>,
  pause: (ms: number) => Promise<unknown> = sleep,
): AsyncIterable<OutputItem> {
  let after: string | undefined;
  do {
    const query = {
      eval_id: run.evalId,
      order: 'asc' as const,
      limit: PAGE_SIZE,
      ...(after === undefined ? {} : { after }),
    };
    const answer = await again(
      async () => (await openai.evals.runs.outputItems.list(run.runId, query).asResponse()).json(),
      pause,
    );
    const { data, has_more } = page.parse(answer);
    yield* data;
    after = has_more ? data.at(-1)?.id : undefined;
  } while (after !== undefined);
}

async function again(ask: () => Promise<unknown>, pause: (ms: number) => Promise<unknown>): Promise<unknown> {
  for (let tries = 1; ; tries++) {
    try {
      return await ask();
    } catch (thrown) {
      const error = explainServiceError(thrown, 'Reading a page of results');
      // A wait longer than this step should last is the orchestration's to keep.
      const tooLong = error instanceof RetryableError && error.retryAfter > LONGEST_PAUSE_MS;
      if (!(error instanceof RetryableError) || tries === TRIES || tooLong) throw error;
      await pause(Math.max(error.retryAfter, Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (tries - 1))));
    }
  }
}
