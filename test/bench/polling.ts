import { seededRandom } from '../../shared/core/random.ts';
import { MAX_STEPS_PER_HISTORY } from '../../shared/jobs/workflow/run-workflow.ts';
import { costOf } from './polling/cost.ts';
import { monthLongJob } from './polling/month-long-job.ts';
import { asked, followed, type Polled, type SimulatedJob } from './polling/simulated-job.ts';
import { report } from './report.ts';
import { round } from './statistics.ts';

const JOBS = 20_000;
const SECOND = 1000;
const SHORTEST = 60 * SECOND;
const LONGEST = 72 * 3600 * SECOND;

/** The service's estimates are off by a fifth of what remains, on average. */
const ESTIMATE_ERROR = 0.2;

/** An end is noticed soon when it is within this of the job's length, or within 15 s. */
const LATE = 0.05;
const LATE_WITH_ESTIMATE = 0.01;
const FLOOR = 15 * SECOND;

/**
 * Cost of adaptive polling and delay until it notices an end, over job lengths from 1 minute to 72 hours that are as often between
 * 1 and 2 hours as between 2 and 4, against loops of 10 s and 60 s.
 */
export async function polling(): Promise<boolean> {
  const random = seededRandom(2026);
  const jobs = Array.from({ length: JOBS }, (_, at): SimulatedJob => {
    return { id: `ft-${at}`, length: SHORTEST * (LONGEST / SHORTEST) ** random() };
  });
  const estimated = jobs.map((job): SimulatedJob => {
    return { ...job, remaining: (age) => (job.length - age) * (1 + ESTIMATE_ERROR * gaussian(random)) };
  });
  const ours = jobs.map(followed);
  const ahead = estimated.map(followed);
  const [ten, sixty] = [10, 60].map((seconds) => jobs.map((job) => asked(job, seconds * SECOND)));
  const month = await monthLongJob();

  const reads = (all: readonly Polled[] = []) => mean(all.map((one) => one.reads + one.eventReads));
  const cost = mean(ours.map((one) => costOf(one.reads, MAX_STEPS_PER_HISTORY).transactions));
  const executions = mean(ours.map((one) => costOf(one.reads, MAX_STEPS_PER_HISTORY).executions));
  const costOfTen = mean((ten ?? []).map((one) => costOf(one.reads, MAX_STEPS_PER_HISTORY).transactions));
  return report(
    'polling',
    [
      { name: 'calls of the 10 s loop / ours', value: round(reads(ten) / reads(ours)), unit: 'ratio', atLeast: 50 },
      { name: 'calls of the 60 s loop / ours', value: round(reads(sixty) / reads(ours)), unit: 'ratio' },
      { name: 'ours / 10 s loop, worst single job', value: worst(ours, ten), unit: 'ratio', atMost: 1 },
      { name: 'the same with estimates', value: worst(ahead, ten), unit: 'ratio', atMost: 1 },
      { name: 'end noticed, of what is allowed', value: lateness(jobs, ours, LATE), unit: 'ratio', atMost: 1 },
      {
        name: 'with estimates, of what is allowed',
        value: lateness(jobs, ahead, LATE_WITH_ESTIMATE),
        unit: 'ratio',
        atMost: 1,
      },
      {
        name: 'end noticed late, worst tenth of the range',
        value: worstBand(jobs, ours, LATE),
        unit: 'ratio',
        atMost: 1,
      },
      {
        name: 'with estimates, worst tenth of the range',
        value: worstBand(jobs, ahead, LATE_WITH_ESTIMATE),
        unit: 'ratio',
        atMost: 1,
      },
      { name: 'calls per job', value: round(reads(ours)), unit: 'calls' },
      { name: 'calls per job with estimates', value: round(reads(ahead)), unit: 'calls' },
      { name: 'calls per job, 10 s loop', value: round(reads(ten)), unit: 'calls' },
      { name: 'storage transactions per job', value: round(cost), unit: '' },
      { name: 'storage transactions, 10 s loop / ours', value: round(costOfTen / cost), unit: 'ratio' },
      { name: 'function executions per job', value: round(executions), unit: '' },
      { name: 'longest history of a 30-day job', value: month.longestHistory, unit: 'events', atMost: 300 },
      { name: 'histories of a 30-day job', value: month.histories, unit: '' },
    ],
    { jobs: JOBS, bands: bands(jobs, ours, ahead), month },
  );
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

function worst(ours: readonly Polled[], loop: readonly Polled[] = []): number {
  const ratios = ours.map((one, at) => (one.reads + one.eventReads) / (loop[at]?.reads ?? 1));
  return round(ratios.reduce((most, ratio) => Math.max(most, ratio), 0));
}

/** Mean delay until an end is noticed, as a share of what is allowed for their lengths. */
function lateness(jobs: readonly SimulatedJob[], polled: readonly Polled[], share: number): number {
  return round(mean(jobs.map(({ length }, at) => (polled[at]?.delay ?? 0) / Math.max(length * share, FLOOR))));
}

const BANDS = 10;

/** Ten ranges of length, each as many times longer as the one before: a mean over all must not hide a bad one. */
function byBand<T>(jobs: readonly SimulatedJob[], look: (members: readonly number[]) => T): T[] {
  const bandOf = ({ length }: SimulatedJob) =>
    Math.floor((Math.log(length / SHORTEST) / Math.log(LONGEST / SHORTEST)) * BANDS);
  return Array.from({ length: BANDS }, (_, band) =>
    look(jobs.flatMap((job, at) => (bandOf(job) === band ? [at] : []))),
  );
}

function worstBand(jobs: readonly SimulatedJob[], polled: readonly Polled[], share: number): number {
  const late = byBand(jobs, (members) => lateness(pick(jobs, members), pick(polled, members), share));
  return Math.max(...late);
}

function bands(jobs: readonly SimulatedJob[], ours: readonly Polled[], ahead: readonly Polled[]) {
  return byBand(jobs, (members) => ({
    minutes: round(Math.min(...pick(jobs, members).map(({ length }) => length / 60_000))),
    calls: round(mean(pick(ours, members).map(({ reads, eventReads }) => reads + eventReads))),
    delaySeconds: round(mean(pick(ours, members).map(({ delay }) => delay / SECOND))),
    delayShare: round(mean(members.map((at) => (100 * (ours[at]?.delay ?? 0)) / (jobs[at]?.length ?? 1)))),
    delaySecondsWithEstimate: round(mean(pick(ahead, members).map(({ delay }) => delay / SECOND))),
  }));
}

const pick = <T>(all: readonly T[], members: readonly number[]): T[] => members.flatMap((at) => all[at] ?? []);

/** A number of the normal distribution, by Box and Muller. */
const gaussian = (random: () => number): number =>
  Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
