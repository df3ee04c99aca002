import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { large } from '../../local/capacity/cost.ts';
import { table } from '../../local/output/table.ts';
import { buildFixtureApp } from '../support/fixture-app.ts';
import { type CallResult, type CallScenario, CallSimulation } from './calls.ts';
import { type DocumentResult, DocumentSimulation } from './documents.ts';
import { curvePicture, outagePicture } from './pictures.ts';
import {
  AT_PEAK,
  batchSizes,
  capsOf,
  DOCUMENTS,
  documentCases,
  outages,
  pollingIntervals,
  pumps,
  TENTH,
  thresholds,
} from './scenarios.ts';
import { validate } from './validate.ts';

/**
 * `npm run scale -- PART ...`: `peak`, `outages`, `settings`, `documents`, `validate`; without a part, all but `validate`, which starts the
 * local platform. Details go to `.local/scale`; with `--pictures` the pictures of docs/scale.md are drawn again.
 */
const PARTS: Readonly<Record<string, () => Promise<unknown>>> = {
  peak,
  outages: simulateOutages,
  settings,
  documents,
  validate: compare,
};
const COLUMNS = ['Case', 'Calls/s', 'Answer p50', 'p99', 'Overhead p50', 'p99', 'Instances', 'Req/s', '503'];

const images = path.resolve(import.meta.dirname, '../../docs/images');
const details = path.resolve(import.meta.dirname, '../../.local/scale');

function run(scenario: CallScenario): CallResult {
  return new CallSimulation(scenario).run();
}

function ms(value: number): string {
  return value >= 10_000 ? `${(value / 1000).toFixed(0)} s` : `${value.toFixed(0)} ms`;
}

function print(title: string, headings: readonly string[], rows: readonly (readonly string[])[]): void {
  console.log(`\n${title}`);
  for (const line of table(headings, rows)) console.log(line);
}

function rowOf(name: string, scenario: CallScenario, result: CallResult): string[] {
  const { answerMs, overheadMs, instances, requestsPerSecond, throttled } = result;
  return [
    name,
    large(scenario.callsPerSecond),
    ms(answerMs.percentile(0.5)),
    ms(answerMs.percentile(0.99)),
    ms(overheadMs.percentile(0.5)),
    ms(overheadMs.percentile(0.99)),
    `${Math.round(instances)}`,
    large(Math.round(requestsPerSecond)),
    large(throttled),
  ];
}

async function peak() {
  const cases = {
    'at the peak': AT_PEAK,
    'from one instance each': { ...AT_PEAK, seconds: 120, warmUpSeconds: 0, scaling: { ...AT_PEAK.scaling, first: 1 } },
    'one storage account': {
      ...AT_PEAK,
      seconds: 60,
      warmUpSeconds: 30,
      shards: 1,
      scaling: { ...AT_PEAK.scaling, most: AT_PEAK.scaling.most * AT_PEAK.shards },
    },
  };
  const results = Object.entries(cases).map(([name, scenario]) => ({ name, scenario, result: run(scenario) }));
  print(
    '10,000 calls a second',
    COLUMNS,
    results.map(({ name, scenario, result }) => rowOf(name, scenario, result)),
  );
  return results.map(({ name, result }) => ({ name, ...summaryOf(result) }));
}

async function simulateOutages() {
  const results = outages.map(({ name, scenario }) => ({ name, scenario, result: run(scenario) }));
  print(
    `Outages of 10 minutes, simulated on a tenth of the calls (${large(TENTH.callsPerSecond)}/s)`,
    ['Outage', 'Calls', 'Answered', 'Twice', 'Failed', 'Refused', 'Backlog', 'p99', 'Recovered after'],
    results.map(({ name, scenario, result }) => [
      name,
      large(result.made),
      large(result.answered),
      `${result.answeredTwice}`,
      large(result.failed),
      large(result.refused),
      large(Math.max(...result.samples.map(({ backlog }) => backlog))),
      ms(result.answerMs.percentile(0.99)),
      scenario.outages.length === 0 ? '' : `${recoveredAfter(scenario, result)} s`,
    ]),
  );
  if (drawsPictures) writeFileSync(path.join(images, 'scale-outages.svg'), outagePicture(results));
  return results.map(({ name, result }) => ({ name, ...summaryOf(result) }));
}

/** Seconds from the end of the outage until the 99th percentile is back at twice its value before. */
function recoveredAfter({ outages: [outage] }: CallScenario, { samples }: CallResult): number {
  if (outage === undefined) return 0;
  const end = outage.of === 'zone' ? outage.fromSeconds : outage.fromSeconds + outage.seconds;
  const before = samples.filter(({ second }) => second <= outage.fromSeconds && second > outage.fromSeconds - 60);
  const usual = Math.max(...before.map(({ p99 }) => p99));
  const busy = samples.filter(({ second, p99 }) => second > end && p99 > 2 * usual);
  return busy.length === 0 ? 0 : (busy.at(-1)?.second ?? end) - end;
}

async function settings() {
  const curves = {
    batchSize: batchSizes,
    maximumInstanceCount: capsOf,
    newBatchThreshold: thresholds,
    'pump concurrency': pumps,
    maxPollingInterval: pollingIntervals,
  };
  const all: Record<string, unknown> = {};
  const drawn: { title: string; points: { name: string; instances: number; overhead: number }[] }[] = [];
  for (const [title, cases] of Object.entries(curves)) {
    const results = cases.map(({ name, scenario }) => ({ name, scenario, result: run(scenario) }));
    print(
      title,
      [...COLUMNS.slice(0, -1), 'Hidden'],
      results.map(({ name, scenario, result }) => [
        ...rowOf(name, scenario, result).slice(0, -1),
        `${result.hiddenByKill}`,
      ]),
    );
    all[title] = results.map(({ name, result }) => ({ name, ...summaryOf(result) }));
    drawn.push({
      title,
      points: results.map(({ name, result }) => ({
        name,
        instances: result.instances,
        overhead: result.overheadMs.percentile(0.99),
      })),
    });
  }
  console.log("\nHidden: calls that a killed third of the instances left in the host's own lock, for ten minutes.");
  if (drawsPictures) writeFileSync(path.join(images, 'scale-settings.svg'), curvePicture(drawn.slice(0, 2)));
  return all;
}

async function documents() {
  const results = documentCases.map(({ name, scenario }) => ({ name, result: new DocumentSimulation(scenario).run() }));
  print(
    `1,000,000 documents a day on one Foundry resource (${DOCUMENTS.documentsPerSecond.toFixed(1)}/s)`,
    ['Case', 'Documents', 'Searchable p50', 'p99', 'Largest backlog', 'Caught up after', 'Until night', '429'],
    results.map(({ name, result }) => [
      name,
      large(result.arrived),
      ms(result.searchableMs.percentile(0.5)),
      ms(result.searchableMs.percentile(0.99)),
      large(result.largestBacklog),
      result.recoverySeconds > 0 ? `${Math.round(result.recoverySeconds)} s` : '',
      large(result.failed),
      large(result.refused),
    ]),
  );
  return results.map(({ name, result }) => ({ name, ...documentSummaryOf(result) }));
}

async function compare() {
  await buildFixtureApp();
  const compared = await validate();
  const error = (found: number, real: number) => `${(((found - real) / real) * 100).toFixed(0)} %`;
  print(
    '1,000 calls through the local host, and simulated with the times of this machine',
    ['In flight', 'Measured/s', 'Simulated/s', 'Error', 'Measured p50', 'Simulated p50', 'Error'],
    compared.map(({ inFlight, measured, simulated }) => [
      `${inFlight}`,
      measured.perSecond.toFixed(0),
      simulated.perSecond.toFixed(0),
      error(simulated.perSecond, measured.perSecond),
      ms(measured.p50),
      ms(simulated.p50),
      error(simulated.p50, measured.p50),
    ]),
  );
  return compared;
}

function summaryOf({ answerMs, overheadMs, samples, ...rest }: CallResult) {
  const percentiles = (of: typeof answerMs) => ({ p50: of.percentile(0.5), p99: of.percentile(0.99), max: of.max });
  return { ...rest, answerMs: percentiles(answerMs), overheadMs: percentiles(overheadMs), samples };
}

function documentSummaryOf({ searchableMs, ...rest }: DocumentResult) {
  return {
    ...rest,
    searchableMs: { p50: searchableMs.percentile(0.5), p99: searchableMs.percentile(0.99), max: searchableMs.max },
  };
}

const words = process.argv.slice(2);
const drawsPictures = words.includes('--pictures');
const chosen = words.filter((word) => !word.startsWith('-'));
const unknown = chosen.find((word) => PARTS[word] === undefined);
if (unknown !== undefined) {
  console.error(`There is no part named ${unknown}. There are: ${Object.keys(PARTS).join(', ')}.`);
  process.exit(1);
}
mkdirSync(details, { recursive: true });
for (const name of chosen.length > 0 ? chosen : Object.keys(PARTS).filter((part) => part !== 'validate')) {
  const result = await PARTS[name]?.();
  writeFileSync(path.join(details, `${name}.json`), `${JSON.stringify(result, null, 2)}\n`);
}
