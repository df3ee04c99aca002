import type { Series } from '../../report/line-chart.ts';
import type { JobEvent } from '../../store/job-events.ts';

/** Measurements at a step of the training. */
export interface StepMetrics {
  readonly step: number;
  readonly values: Readonly<Record<string, number>>;
}

/** Metrics from an event: from its data, or from the sentence that says the same. Undefined when it tells of none. */
export function metricsOf({ message, data }: Pick<JobEvent, 'message' | 'data'>): StepMetrics | undefined {
  const values = numbersOf(data);
  const step = values.step ?? Number(/\bstep (\d+)/i.exec(message)?.[1]);
  if (!Number.isInteger(step)) return undefined;
  const { step: _, total_steps, ...measured } = values;
  const said = Object.keys(measured).length > 0 ? measured : saidIn(message);
  return Object.keys(said).length > 0 ? { step, values: said } : undefined;
}

function numbersOf(data: unknown): Record<string, number> {
  if (typeof data !== 'object' || data === null) return {};
  return Object.fromEntries(
    Object.entries(data).filter(
      (entry): entry is [string, number] => typeof entry[1] === 'number' && Number.isFinite(entry[1]),
    ),
  );
}

/** `Step 10/90: training loss=0.52, validation loss=0.61` */
function saidIn(message: string): Record<string, number> {
  const names = { training: 'train_loss', 'full validation': 'full_valid_loss', validation: 'valid_loss' };
  return Object.fromEntries(
    [...message.matchAll(/(training|full validation|validation) loss\s*[=:]\s*(\d+(?:\.\d+)?)/gi)].map(
      ([, which, loss]) => [names[which?.toLowerCase() as keyof typeof names], Number(loss)],
    ),
  );
}

const NAMES: Readonly<Record<string, string>> = {
  train_loss: 'training',
  valid_loss: 'validation',
  full_valid_loss: 'full validation',
};

/** The curves of all metrics whose name holds a word, for instance every loss. */
export function curves(steps: readonly StepMetrics[], word: string): Series[] {
  const names = [...new Set(steps.flatMap(({ values }) => Object.keys(values)))].filter((name) => name.includes(word));
  return names.map((name) => ({
    name: NAMES[name] ?? name,
    points: steps
      .flatMap(({ step, values }) => (values[name] === undefined ? [] : [[step, values[name]] as const]))
      .toSorted(([a], [b]) => a - b),
  }));
}
