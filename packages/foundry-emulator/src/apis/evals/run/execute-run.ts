import { setImmediate as breathe } from 'node:timers/promises';
import { newId } from '../../../core/ids.ts';
import type { ProjectContext } from '../../../core/project/project-context.ts';
import type { GradingTools } from '../../../grading/contract/grade.ts';
import { type RowSources, readRows } from '../data/read-rows.ts';
import type { Row } from '../objects/data-source.ts';
import type { Eval } from '../objects/eval.ts';
import type { EvalRun, OutputItem, RunSource } from '../objects/eval-run.ts';
import type { Sampler } from '../sampling/sample.ts';
import { type GradedRow, gradeRow } from './grade-row.ts';
import type { EvalStore } from './run-store.ts';
import { emptyTally, withItem } from './tally.ts';

/** Rows that are answered and graded concurrently. */
export const BATCH_SIZE = 8;

export interface RunTask {
  readonly evaluation: Eval;
  readonly source: RunSource;
  readonly sampler: Sampler;
  readonly tools: GradingTools;
}

/** A run in progress. Each batch of rows is stored as a whole, so that a restart repeats none. */
export class RunInProgress {
  readonly #id: string;
  readonly #about: RunTask;
  readonly #sources: RowSources;
  readonly #kept: EvalStore;
  readonly #project: Pick<ProjectContext, 'store' | 'clock'>;
  #rows: AsyncGenerator<Row> | undefined;

  constructor(
    id: string,
    about: RunTask,
    sources: RowSources,
    kept: EvalStore,
    project: Pick<ProjectContext, 'store' | 'clock'>,
  ) {
    this.#id = id;
    this.#about = about;
    this.#sources = sources;
    this.#kept = kept;
    this.#project = project;
  }

  /** Reads all rows once, so that an error in the last row is found before the first is graded. @throws BadData */
  async begin(run: EvalRun): Promise<EvalRun> {
    let total = 0;
    for await (const _row of this.#read()) {
      total += 1;
      if (total % 1000 === 0) await breathe();
    }
    return { ...run, status: 'in_progress', ...emptyTally(this.#about.evaluation.testing_criteria, total) };
  }

  /** Grades and stores the next rows. @returns their number, 0 at the end */
  async proceed(): Promise<number> {
    this.#rows ??= this.#read(rowsDone(this.#kept.runs.get(this.#id)));
    const batch = await take(this.#rows, BATCH_SIZE);
    const { evaluation, sampler, tools } = this.#about;
    const graded = await Promise.all(batch.map((row) => gradeRow(row, evaluation.testing_criteria, sampler, tools)));
    tools.signal.throwIfAborted();
    this.#keep(batch, graded);
    return batch.length;
  }

  async end(): Promise<void> {
    await this.#rows?.return(undefined);
  }

  #keep(batch: readonly Row[], graded: readonly GradedRow[]): void {
    const { items, runs } = this.#kept;
    this.#project.store.transaction(() => {
      let run = runs.get(this.#id);
      if (!run) return;
      let at = rowsDone(run);
      for (const [index, { uses, ...outcome }] of graded.entries()) {
        const item: OutputItem = {
          object: 'eval.run.output_item',
          id: newId('outputitem'),
          run_id: run.id,
          eval_id: run.eval_id,
          created_at: this.#project.clock.seconds(),
          datasource_item_id: at++,
          datasource_item: batch[index]?.item ?? {},
          ...outcome,
        };
        items.put(item);
        run = { ...run, ...withItem(run, item, uses) };
      }
      runs.put({ ...run, modified_at: this.#project.clock.seconds() });
    });
  }

  async *#read(skip = 0): AsyncGenerator<Row> {
    const { evaluation, source, tools } = this.#about;
    let at = 0;
    for await (const row of readRows(source, evaluation, this.#sources, tools.signal)) {
      if (at++ >= skip) yield row;
    }
  }
}

/** Returns the number of graded rows. Counts and items are stored together. */
function rowsDone(run: EvalRun | undefined): number {
  const { passed = 0, failed = 0, errored = 0 } = run?.result_counts ?? {};
  return passed + failed + errored;
}

async function take(rows: AsyncGenerator<Row>, count: number): Promise<Row[]> {
  const taken: Row[] = [];
  while (taken.length < count) {
    const next = await rows.next();
    if (next.done) break;
    taken.push(next.value);
  }
  return taken;
}
