import type { FineTuningJob } from 'openai/resources/fine-tuning';
import type { FineTuningJobCheckpoint } from 'openai/resources/fine-tuning/jobs/checkpoints';
import { figure, plain, table } from '../../report/markdown.ts';
import type { Chart } from '../../report/results.ts';
import type { StepMetrics } from './metrics.ts';
import type { FineTuningRequest } from './request.ts';

/** The part of a report that tells of a training. */
export function fineTuningReport(
  job: FineTuningJob,
  request: FineTuningRequest,
  checkpoints: readonly FineTuningJobCheckpoint[],
  steps: readonly StepMetrics[],
  charts: readonly Chart[],
): string {
  const facts: [string, string | undefined][] = [
    ['Base model', job.model],
    ['Tuned model', job.fine_tuned_model ?? 'none'],
    ['Method', job.method?.type ?? request.method?.type ?? 'supervised'],
    ['Training data', request.training],
    ['Validation data', request.validation],
    ['Trained tokens', job.trained_tokens?.toLocaleString('en')],
    ['Steps', steps.at(-1)?.step.toString()],
  ];
  return [
    '## Training',
    table(
      ['', ''],
      facts.filter(([, fact]) => fact !== undefined),
    ),
    ...charts.map(({ name }) => `![${name.replace('.svg', '')} by step](${name})`),
    ...(checkpoints.length === 0 ? [] : ['### Checkpoints', checkpointTable(checkpoints)]),
    ...(job.fine_tuned_model === null
      ? []
      : [
          `The model is used under the name of a deployment: deploy \`${plain(job.fine_tuned_model)}\` in the project first.`,
        ]),
  ].join('\n\n');
}

const checkpointTable = (checkpoints: readonly FineTuningJobCheckpoint[]) =>
  table(
    ['Step', 'Model', 'Training loss', 'Validation loss'],
    checkpoints.map(({ step_number, fine_tuned_model_checkpoint, metrics }) => [
      step_number,
      fine_tuned_model_checkpoint,
      figure(metrics.train_loss),
      figure(metrics.full_valid_loss ?? metrics.valid_loss),
    ]),
  );
