import type { StepMetrics } from './simulation/metrics.ts';

const COLUMNS = [
  'step',
  'train_loss',
  'train_mean_token_accuracy',
  'valid_loss',
  'valid_mean_token_accuracy',
  'train_mean_reward',
  'valid_mean_reward',
] as const;

/** Returns the metrics as CSV, with the columns that have values. */
export function resultFile(steps: readonly StepMetrics[]): string {
  const columns = COLUMNS.filter((column) => steps.some((step) => step[column] !== undefined));
  const lines = steps.map((step) => columns.map((column) => step[column] ?? '').join(','));
  return `${[columns.join(','), ...lines].join('\n')}\n`;
}
