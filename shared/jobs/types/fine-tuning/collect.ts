import type { FineTuningJob } from 'openai/resources/fine-tuning';
import type { FineTuningJobCheckpoint } from 'openai/resources/fine-tuning/jobs/checkpoints';
import type { JobRunContext } from '../../contract/job-type.ts';
import { lineChart } from '../../report/line-chart.ts';
import type { Chart, JobResults } from '../../report/results.ts';
import { comparisonAfter } from './comparison-after.ts';
import { keepResultFiles } from './keep-result-files.ts';
import { curves, metricsOf, type StepMetrics } from './metrics.ts';
import { fineTuningReport } from './report.ts';
import type { FineTuningRequest } from './request.ts';

/** Metrics of a training that are held in memory for its charts: more steps than these are of no help to them. */
const MOST_STEPS = 100_000;

/** Collects the results of a fine-tuning job: the model, checkpoints, losses and the service's own files. */
export async function collectFineTuning(
  job: FineTuningJob,
  request: FineTuningRequest,
  tools: JobRunContext,
): Promise<JobResults> {
  const checkpoints = await allCheckpoints(job.id, tools);
  const steps = await keepMetrics(tools);
  const measured = steps.length > 0 ? steps : checkpoints.map(stepOf);
  const charts = chartsOf(measured);
  const files = await keepResultFiles(job.result_files ?? [], tools);
  const compare = job.fine_tuned_model === null ? undefined : comparisonAfter(request, job.fine_tuned_model);
  return {
    result: {
      fineTunedModel: job.fine_tuned_model,
      trainedTokens: job.trained_tokens,
      baseModel: job.model,
      seed: job.seed,
      hyperparameters: job.method?.[job.method.type]?.hyperparameters ?? job.hyperparameters ?? null,
      checkpoints: checkpoints.map(({ id, step_number, fine_tuned_model_checkpoint, metrics }) => ({
        id,
        step: step_number,
        model: fine_tuned_model_checkpoint,
        metrics,
      })),
      resultFiles: files,
    },
    report: fineTuningReport(job, request, checkpoints, measured, charts),
    charts,
    ...(compare === undefined ? {} : { followedBy: compare }),
  };
}

async function allCheckpoints(id: string, { openai }: JobRunContext): Promise<FineTuningJobCheckpoint[]> {
  const found: FineTuningJobCheckpoint[] = [];
  for await (const checkpoint of openai.fineTuning.jobs.checkpoints.list(id)) found.push(checkpoint);
  return found.toSorted((a, b) => a.step_number - b.step_number);
}

const stepOf = ({ step_number, metrics }: FineTuningJobCheckpoint): StepMetrics => ({
  step: step_number,
  values: Object.fromEntries(
    Object.entries(metrics).filter(([name, value]) => name !== 'step' && typeof value === 'number'),
  ),
});

/** Writes every step's metrics to metrics.jsonl as the events come; returns them for the charts. */
async function keepMetrics({ files, key, events }: JobRunContext): Promise<StepMetrics[]> {
  const steps: StepMetrics[] = [];
  async function* rows() {
    for await (const event of events()) {
      const metrics = metricsOf(event);
      if (metrics === undefined) continue;
      if (steps.length < MOST_STEPS) steps.push(metrics);
      yield `${JSON.stringify({ step: metrics.step, ...metrics.values })}\n`;
    }
  }
  await files.stream(key, 'metrics.jsonl', rows());
  return steps;
}

function chartsOf(steps: readonly StepMetrics[]): Chart[] {
  return (['loss', 'reward', 'accuracy'] as const).flatMap((word) => {
    const series = curves(steps, word);
    const title = { loss: 'Loss', reward: 'Reward', accuracy: 'Token accuracy' }[word];
    return series.length === 0 ? [] : [{ name: `${word}.svg`, svg: lineChart(title, 'step', series) }];
  });
}
