import { setTimeout as sleep } from 'node:timers/promises';
import { FoundryBench, type Ingested } from './ingestion/foundry-bench.ts';
import { residentMiB } from './memory.ts';
import { type Figure, report } from './report.ts';
import { round } from './statistics.ts';

const SIZES = ['100', '1000', '5000'];
const UPLOAD_LIMIT = 30;
/** Milliseconds between two looks of an uploadAndPoll that is in more of a hurry than it is by itself. */
const HURRY = { pollIntervalMs: 250 };
/** Concurrencies to try with uploadAndPoll, to find the best one on this machine. */
const CONCURRENCIES = [4, 8, 16, 32];
const SMALL = 10 * 1024;
const LARGE = 50 * 1024 * 1024;
const LARGE_FILES = 20;
const WARM_UP = 20;
/** Number of files that larger numbers are compared with, for memory. */
const FEW = 100;
const SETTLE_MS = 5_000;

const PARTS = ['limits', 'free', 'large'] as const;

/**
 * The whole pipeline (events, ledger, batches, on the local host) against the client's own `fileBatches.uploadAndPoll`, on the same
 * emulator in the same run: with the service's limits, without any, and with large files. Pieces: `limits`, `free`, `large`, and the
 * numbers of files for the first two.
 */
export async function ingestion(pieces: readonly string[]): Promise<boolean> {
  const unknown = pieces.filter((piece) => !SIZES.includes(piece) && !PARTS.some((part) => part === piece));
  if (unknown.length > 0) {
    console.error(`Pieces of this bench are ${[...PARTS, ...SIZES].join(', ')}; ${unknown.join(', ')} is none.`);
    return false;
  }
  const sizes = SIZES.filter((size) => pieces.includes(size));
  const chosen = PARTS.filter((part) => pieces.includes(part));
  const isWanted = (part: (typeof PARTS)[number]) =>
    chosen.length === 0 ? part !== 'large' || sizes.length === 0 : chosen.includes(part);
  const numbers = (sizes.length > 0 ? sizes : SIZES).map(Number);
  const figures: Figure[] = [];
  if (isWanted('limits')) for (const files of numbers) figures.push(...(await withLimits(files)));
  if (isWanted('free')) for (const files of numbers) figures.push(...(await withoutLimits(files)));
  if (isWanted('large')) figures.push(...(await largeFiles()));
  return report('ingestion', figures, { pieces });
}

async function withLimits(files: number): Promise<Figure[]> {
  const bench = await FoundryBench.start({ foundryEnv: { FOUNDRY_UPLOAD_SECONDS: '0.3' } });
  try {
    console.log(`  ${files} files of 10 KB, ${UPLOAD_LIMIT} uploads a second, 300 ms each ...`);
    const { few, idle } = await warm(bench);
    const ours = await bench.ingest(files, SMALL);
    console.log(`  ${JSON.stringify(ours)}`);
    const theirs = await bench.uploadAndPoll(files, SMALL);
    const name = `limits, ${files} files`;
    const isLong = files >= 1_000;
    // With the making of a batch and one look at it a hundred files take 102 calls at the least.
    const calls = isLong ? { atMost: 1 + 4 / 500 } : {};
    const hurried = isLong ? [] : [await bench.uploadAndPoll(files, SMALL, HURRY)];
    return [
      {
        name: `${name}: share of the upload limit used`,
        value: round(ours.uploadsPerSecond / UPLOAD_LIMIT),
        unit: 'ratio',
        atLeast: 0.95,
      },
      {
        name: `${name}: speed / uploadAndPoll as it comes`,
        value: round(theirs.seconds / ours.seconds),
        unit: 'ratio',
        atLeast: 1.5,
      },
      // A hundred files are through in three seconds, and what follows an upload counts for as much.
      ...hurried.map(({ seconds }) => ({
        name: `${name}: speed / uploadAndPoll that looks every ${HURRY.pollIntervalMs} ms`,
        value: round(seconds / ours.seconds),
        unit: 'ratio',
      })),
      {
        name: `${name}: service calls per file`,
        value: Math.round(ours.callsPerFile * 10_000) / 10_000,
        unit: 'calls',
        ...calls,
      },
      ...cost(name, files, ours, few, idle),
    ];
  } finally {
    await bench.stop();
  }
}

async function withoutLimits(files: number): Promise<Figure[]> {
  const bench = await FoundryBench.start({
    foundryEnv: { FOUNDRY_UPLOADS_PER_SECOND: 'off', FOUNDRY_ATTACHES_PER_MINUTE: 'off' },
    hostEnv: { INGESTION_UPLOADS_PER_SECOND: 'off' },
  });
  try {
    console.log(`  ${files} files of 10 KB, no limits ...`);
    const { few, idle } = await warm(bench);
    const ours = await bench.ingest(files, SMALL);
    console.log(`  ${JSON.stringify(ours)}`);
    const runs: number[] = [];
    const patient: number[] = [];
    for (const maxConcurrency of CONCURRENCIES) {
      runs.push((await bench.uploadAndPoll(files, SMALL, { ...HURRY, maxConcurrency })).seconds);
      if (files < 1_000) patient.push((await bench.uploadAndPoll(files, SMALL, { maxConcurrency })).seconds);
    }
    const name = `no limits, ${files} files`;
    return [
      {
        name: `${name}: speed / uploadAndPoll at its best, looking every ${HURRY.pollIntervalMs} ms`,
        value: round(Math.min(...runs) / ours.seconds),
        unit: 'ratio',
        ...(files >= 1_000 ? { atLeast: 0.5 } : {}),
      },
      ...(patient.length === 0
        ? []
        : [
            {
              name: `${name}: speed / uploadAndPoll at its best concurrency`,
              value: round(Math.min(...patient) / ours.seconds),
              unit: 'ratio',
              atLeast: 0.5,
            },
          ]),
      { name: `${name}: files`, value: round(files / ours.seconds), unit: 'per s' },
      ...cost(name, files, ours, few, idle),
    ];
  } finally {
    await bench.stop();
  }
}

async function largeFiles(): Promise<Figure[]> {
  const bench = await FoundryBench.start({});
  try {
    console.log(`  ${LARGE_FILES} files of 50 MB ...`);
    const { idle } = await warm(bench);
    const ours = await bench.ingest(LARGE_FILES, LARGE);
    return [
      {
        name: `${LARGE_FILES} files of 50 MB: memory of the host above idle`,
        value: ours.peakMiB - idle,
        unit: 'MiB',
        atMost: 150,
      },
      { name: `${LARGE_FILES} files of 50 MB: all uploaded after`, value: round(ours.seconds), unit: 's' },
    ];
  } finally {
    await bench.stop();
  }
}

/** Idle is a host that has worked before: its SDKs are loaded with the first file. */
async function warm(bench: FoundryBench): Promise<{ readonly idle: number; readonly few: number }> {
  await bench.ingest(WARM_UP, SMALL);
  await sleep(SETTLE_MS);
  const idle = residentMiB(bench.platform.host.pid);
  const { peakMiB } = await bench.ingest(FEW, SMALL);
  return { idle, few: peakMiB };
}

/** Memory and CPU of the host and the app: of their own, and against a hundred files in the same process. */
function cost(name: string, files: number, { peakMiB, cpuMs }: Ingested, few: number, idle: number): Figure[] {
  return [
    { name: `${name}: CPU of host and app`, value: round(cpuMs / files), unit: 'ms/file' },
    { name: `${name}: their memory above idle`, value: peakMiB - idle, unit: 'MiB' },
    { name: `${name}: their memory / with ${FEW} files`, value: round(peakMiB / few), unit: 'ratio', atMost: 1.3 },
  ];
}
