import { type Meter, type MeterProvider, metrics } from '@opentelemetry/api';
import { SCOPE } from './spans.ts';

/** Seconds: from a look-up in a table to the longest run of a tool, and days of a job. */
const SHORT = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600];
const LONG = [30, 60, 300, 900, 1_800, 3_600, 7_200, 14_400, 28_800, 86_400, 259_200];

function make(meter: Meter) {
  const counter = (name: string, description: string) => meter.createCounter(name, { description });
  const gauge = (name: string, description: string) => meter.createGauge(name, { description });
  const age = (name: string, description: string) => meter.createGauge(name, { description, unit: 's' });
  const seconds = (name: string, description: string, explicitBucketBoundaries: number[]) =>
    meter.createHistogram(name, { description, unit: 's', advice: { explicitBucketBoundaries } });
  return {
    toolDuration: seconds('foundry_functions.tool.duration', 'Length of tool calls, by tool and outcome', SHORT),
    queueWait: seconds('foundry_functions.queue.wait', 'How long messages of tools lay in their queue', SHORT),
    queueAge: age('foundry_functions.queue.age', 'How long the oldest message of a queue has been waiting'),
    jobStates: counter('foundry_functions.job.states', 'Jobs that came into a state'),
    jobDuration: seconds('foundry_functions.job.duration', 'Jobs from their acceptance to their end', LONG),
    files: counter('foundry_functions.ingestion.files', 'Blobs that came into a state'),
    indexing: seconds('foundry_functions.ingestion.duration', 'How long blobs stayed in a state', LONG),
    backlogAge: age('foundry_functions.ingestion.backlog_age', 'How long the oldest blob has been waiting'),
    score: gauge('foundry_functions.evaluation.score', 'Mean score of a run, by criterion'),
    passRate: gauge('foundry_functions.evaluation.pass_rate', 'Share of the rows that passed, by criterion'),
    verdicts: counter('foundry_functions.evaluation.verdicts', 'Runs by what their gates say'),
  };
}

export type Instruments = ReturnType<typeof make>;

const made = new WeakMap<MeterProvider, Instruments>();

/** The instruments of the SDK in force. They cannot be made before it: the API does not hand over what was made earlier. */
export function instruments(): Instruments {
  const provider = metrics.getMeterProvider();
  const known = made.get(provider);
  if (known !== undefined) return known;
  const fresh = make(provider.getMeter(SCOPE));
  made.set(provider, fresh);
  return fresh;
}
