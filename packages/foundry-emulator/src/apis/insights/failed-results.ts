import { createHash } from 'node:crypto';
import { isRecord } from '../../core/json-schema.ts';
import type { EvalRun, ItemResult, OutputItem } from '../evals/objects/eval-run.ts';
import type { EvalStore } from '../evals/run/run-store.ts';
import type { Sample } from './insight.ts';

/** A failed verdict with its text, by which failures are grouped. */
export interface FailedResult {
  readonly sample: Sample;
  readonly text: string;
  readonly reason: string | undefined;
}

/** Returns the failed verdicts of a run. Rows without a verdict have not failed. */
export function failedResults(
  run: EvalRun,
  kept: EvalStore,
  isMeant: (item: OutputItem) => boolean = () => true,
): FailedResult[] {
  return [...kept.items.all({ where: { run: run.id } })]
    .filter(isMeant)
    .flatMap((item) =>
      item.results.flatMap((result) =>
        result.passed || result.score === null ? [] : [failed(item, result, result.score)],
      ),
    );
}

/** Returns the failed verdicts about an agent in all evals: of runs that asked it, and of its stored responses. */
export function failedResultsOfAgent(agentName: string, kept: EvalStore): FailedResult[] {
  return [...kept.runs.all()].flatMap((run) => {
    const data = kept.sources.get(run.id)?.data_source;
    if (data?.type === 'azure_ai_target_completions') {
      const { target } = data;
      return target.type === 'azure_ai_agent' && target.name === agentName ? failedResults(run, kept) : [];
    }
    const isAgents = ({ datasource_item: { agent } }: OutputItem) => isRecord(agent) && agent.name === agentName;
    return failedResults(run, kept, isAgents);
  });
}

function failed(item: OutputItem, result: ItemResult, score: number): FailedResult {
  const { type, name, passed, metric, reason, threshold, label } = result;
  return {
    sample: {
      id: `sample_${createHash('sha256').update(`${item.id} ${name}`).digest('hex').slice(0, 32)}`,
      type: 'EvaluationResultSample',
      features: { metric, reason, threshold, label },
      correlationInfo: {
        evalId: item.eval_id,
        runId: item.run_id,
        outputItemId: item.id,
        row: item.datasource_item_id,
      },
      evaluationResult: { type, name, passed, score },
    },
    text: textOf(item),
    reason,
  };
}

/** Returns the question and the answer of a row. */
function textOf({ datasource_item: row, sample }: OutputItem): string {
  const { response_id: _id, ...fields } = row;
  const given = Object.values(fields).filter((value) => typeof value === 'string');
  return [...given, ...sample.output.map(({ content }) => content)].join('\n');
}
