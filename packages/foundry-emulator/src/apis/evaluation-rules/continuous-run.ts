import type { DataSource } from '../evals/objects/data-source.ts';
import type { RunRequest } from '../evals/objects/eval-run.ts';
import type { ContinuousEvaluation } from './rule.ts';

/** Conversation turns that a run includes. The reference has the field without a default. */
const TURNS = 5;

/** Returns the run that a rule adds to its eval for one response. */
export function continuousRun(rule: string, { maxHourlyRuns }: ContinuousEvaluation, responseId: string): RunRequest {
  const source: DataSource = {
    type: 'azure_ai_responses',
    event_configuration_id: rule,
    ...(typeof maxHourlyRuns === 'number' ? { max_runs_hourly: maxHourlyRuns } : {}),
    item_generation_params: {
      type: 'response_retrieval',
      data_mapping: { response_id: '{{item.response_id}}' },
      max_num_turns: TURNS,
      source: { type: 'file_content', content: [{ item: { response_id: responseId } }] },
    },
  };
  return { name: `${rule} ${responseId}`, data_source: source };
}
