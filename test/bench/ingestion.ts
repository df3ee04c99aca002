import { setTimeout as sleep } from 'node:timers/promises';
import { FoundryBench } from './ingestion/foundry-bench.ts';
import { residentMiB } from './memory.ts';
import { type Figure, report } from './report.ts';
import { round } from './statistics.ts';

/** `BENCH_FILES=100,1000 npm run bench -- ingestion` leaves out what takes long; empty, only the large files are left. */
const SIZES = (process.env.BENCH_FILES ?? '100,1000,5000').split(',').filter(Boolean).map(Number);
const UPLOAD_LIMIT = 30;
/** What uploadAndPoll is tried with, to find what suits it best on this machine. */
const CONCURRENCIES = [4, 8, 16, 32];
const SMALL = 10 * 1024;
const LARGE = 50 * 1024 * 1024;
const LARGE_FILES = 20;
const WARM_UP = 20;

/**
 * The whole pipeline (events, ledger, batches, on the local host) against the client's own `fileBatches.uploadAndPoll`, on the same
 * emulator in the same run: with the service's limits, without any, and with large files.
 */
export async function ingestion(): Promise<boolean> {
  const figures: Figure[] = [];
  for (const files of SIZES) figures.push(...(await withLimits(files)));
  for (const files of SIZES) figures.push(...(await withoutLimits(files)));
  figures.push(...(await largeFiles()));
  return report('ingestion', figures, { sizes: SIZES });
}

async function withLimits(files: number): Promise<Figure[]> {
  const bench = await FoundryBench.start({ foundryEnv: { FOUNDRY_UPLOAD_SECONDS: '0.3' } });
  try {
    console.log(`  ${files} files of 10 KB, ${UPLOAD_LIMIT} uploads a second, 300 ms each ...`);
    const ours = await bench.ingest(files, SMALL);
    const theirs = await bench.uploadAndPoll(files, SMALL);
    const name = `limits, ${files} files`;
    // A hundred files are through in three seconds, and what follows an upload counts for as much.
    const isLong = files >= 1_000;
    const [used, faster] = isLong ? [{ atLeast: 0.95 }, { atLeast: 1.5 }] : [{}, {}];
    // Four calls for every 500 files: with fewer of them, the first and the last look weigh more.
    const calls = files >= 5_000 ? { atMost: 1 + 4 / 500 } : {};
    return [
      {
        name: `${name}: share of the upload limit used`,
        value: round(ours.uploadsPerSecond / UPLOAD_LIMIT),
        unit: 'ratio',
        ...used,
      },
      {
        name: `${name}: speed / uploadAndPoll as it comes`,
        value: round(theirs.seconds / ours.seconds),
        unit: 'ratio',
        ...faster,
      },
      {
        name: `${name}: service calls per file`,
        value: Math.round(ours.callsPerFile * 10_000) / 10_000,
        unit: 'calls',
        ...calls,
      },
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
    const { pid } = bench.platform.host;
    await bench.ingest(WARM_UP, SMALL);
    const idle = residentMiB(pid);
    const ours = await bench.ingest(files, SMALL);
    const runs = [];
    for (const maxConcurrency of CONCURRENCIES)
      runs.push((await bench.uploadAndPoll(files, SMALL, maxConcurrency)).seconds);
    const name = `no limits, ${files} files`;
    return [
      {
        name: `${name}: speed / uploadAndPoll at its best`,
        value: round(Math.min(...runs) / ours.seconds),
        unit: 'ratio',
        ...(files >= 1000 ? { atLeast: 0.5 } : {}),
      },
      { name: `${name}: files`, value: round(files / ours.seconds), unit: 'per s' },
      { name: `${name}: CPU of the host`, value: round(ours.cpuMs / files), unit: 'ms/file' },
      { name: `${name}: memory of the host above idle`, value: ours.peakMiB - idle, unit: 'MiB' },
    ];
  } finally {
    await bench.stop();
  }
}

async function largeFiles(): Promise<Figure[]> {
  const bench = await FoundryBench.start({});
  try {
    console.log(`  ${LARGE_FILES} files of 50 MB ...`);
    const { pid } = bench.platform.host;
    // Idle is a host that has worked before: its SDKs are loaded with the first file.
    await bench.ingest(WARM_UP, SMALL);
    await sleep(10_000);
    const idle = residentMiB(pid);
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
