import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import hostJson from '../../host.json' with { type: 'json' };
import type { Platform } from '../../local/platform/platform.ts';
import { seededRandom } from '../../shared/core/random.ts';
import { putOrders } from '../support/orders.ts';
import { localPlatform } from '../support/platform.ts';
import { residentMiB, smallHeap } from './memory.ts';
import { bareRounds, toolCalls } from './queue-rounds.ts';
import { type Figure, report } from './report.ts';
import { round, summarize, throughput, timed } from './statistics.ts';

const WARM_UP = 50;
const ALONE = 120;
/** Longer than queue-pump.ts looks for further messages after one. */
const PUMP_ENDS_MS = 700;
const SERIAL = 200;
/** Calls of one kind in a row. */
const BLOCK = 20;
const CLEAR_EVERY = 30;
/** Calls with the real host's polling, and the longest pause between two. */
const POLLED = 60;
const LONGEST_PAUSE_MS = 3_000;
const AT_ONCE = 32;
const MANY = 1_500;
const MEMORY_CALLS = 10_000;
const HEAP_MIB = 64;
/** Milliseconds in which the local host polls a queue without pause after a message, so that its polling is not what is measured. */
const HOT_WINDOW_MS = 2_000;

/** The local platform polls more often than host.json says. */
const POLLING = 'AzureFunctionsJobHost__extensions__queues__maxPollingInterval';

const PIECES = ['serial', 'polling', 'parallel', 'memory'] as const;
type Piece = (typeof PIECES)[number];

/**
 * The tool round trip through the local host against its floor, bare queue operations on the same Azurite in the same run. Pieces: `serial` (one
 * after another), `polling` (the same calls with the real host's pauses between polls), `parallel` (32 in flight) and `memory` (10,000 calls).
 */
export async function tools(pieces: readonly string[]): Promise<boolean> {
  const unknown = pieces.filter((piece) => !PIECES.some((name) => name === piece));
  if (unknown.length > 0) {
    console.error(`Pieces of this bench are ${PIECES.join(', ')}. Leave out ${unknown.join(', ')}.`);
    return false;
  }
  const isWanted = (piece: Piece) => pieces.length === 0 || pieces.includes(piece);
  const figures: Figure[] = [];
  if (isWanted('serial') || isWanted('parallel') || isWanted('memory')) {
    await onPlatform({ LOCAL_HOST_QUEUE_HOT_WINDOW: `${HOT_WINDOW_MS}` }, async (platform, works) => {
      await warmUp(works);
      if (isWanted('serial')) figures.push(...(await serial(works)));
      if (isWanted('parallel')) figures.push(...(await parallel(works)));
      if (isWanted('memory')) figures.push(...(await memory(platform.host.pid, works)));
    });
  }
  if (isWanted('polling')) {
    await onPlatform({ [POLLING]: hostJson.extensions.queues.maxPollingInterval }, async (_platform, works) => {
      figures.push(...(await polled(works)));
    });
  }
  return report('tools', figures, { pieces });
}

type Name = 'floor' | 'idempotent' | 'floorAndInsert' | 'recorded';
const NAMES: readonly Name[] = ['floor', 'idempotent', 'floorAndInsert', 'recorded'];

interface Works extends Readonly<Record<Name, () => Promise<void>>> {
  /** Removes what the bare rounds took, which is hidden in their queues: Azurite slows down with every message it keeps. */
  clear(): Promise<void>;
}

async function onPlatform(
  hostEnv: Readonly<Record<string, string>>,
  measure: (platform: Platform, works: Works) => Promise<void>,
): Promise<void> {
  const platform = await localPlatform({
    // Azurite in memory sweeps once a minute, message by message, and stands still for minutes once there are thousands.
    inMemory: false,
    hostEnv: { AzureFunctionsJobHost__logging__logLevel__default: 'Warning', ...smallHeap(HEAP_MIB), ...hostEnv },
  });
  try {
    await measure(platform, await worksOn(platform.endpoints.storage));
  } finally {
    await platform.stop();
  }
}

async function worksOn(storage: string): Promise<Works> {
  await putOrders(storage, [1042]);
  const bare = await bareRounds(storage);
  const lookUp = await toolCalls(storage, 'get-order-status');
  const refund = await toolCalls(storage, 'request-refund');
  return {
    floor: bare.round,
    floorAndInsert: bare.roundAndInsert,
    idempotent: async () => void (await lookUp(randomUUID(), { orderNumber: '1042' })),
    // An order that does not exist: the refusal takes the same way through claim and record, and the table does not grow.
    recorded: async () => void (await refund(randomUUID(), { orderNumber: '9999', reason: 'bench' })),
    clear: bare.clear,
  };
}

async function warmUp(works: Works): Promise<void> {
  for (const name of NAMES) await timed(WARM_UP, 1, works[name]);
  await works.clear();
}

async function serial(works: Works): Promise<Figure[]> {
  const times: Record<Name, number[]> = { floor: [], idempotent: [], floorAndInsert: [], recorded: [] };
  const inTurn = async (at: number) => {
    // In turn, call by call and each time another first, so that a busy moment of the machine touches all alike.
    for (let next = 0; next < NAMES.length; next++) {
      const name = NAMES[(at + next) % NAMES.length] ?? 'floor';
      times[name].push(...(await timed(1, 1, works[name])));
    }
  };
  console.log(`  ${ALONE} calls, each alone ...`);
  for (let at = 1; at <= ALONE; at++) {
    await sleep(PUMP_ENDS_MS);
    await inTurn(at);
    if (at % CLEAR_EVERY === 0) await works.clear();
  }
  const p50 = (name: Name) => summarize(times[name]).p50;
  console.log(`  ${SERIAL} calls one after another ...`);
  const alone = { floor: p50('floor'), ...ratios(p50) };
  for (const name of NAMES) times[name] = [];
  for (let at = 1; at <= SERIAL / BLOCK; at++) {
    for (const name of NAMES) times[name].push(...(await timed(BLOCK, 1, works[name])));
    await works.clear();
  }
  const stream = ratios(p50);
  return [
    { name: 'floor, p50 of put, get, put, get', value: alone.floor, unit: 'ms' },
    { name: 'idempotent tool alone / floor, p50', value: alone.idempotent, unit: 'ratio', atMost: 1.3 },
    { name: 'recorded tool alone / floor and one insert, p50', value: alone.recorded, unit: 'ratio', atMost: 1.3 },
    { name: 'idempotent tool, one after another / floor, p50', value: stream.idempotent, unit: 'ratio' },
    { name: 'recorded tool, one after another / floor and one insert, p50', value: stream.recorded, unit: 'ratio' },
  ];
}

const ratios = (p50: (name: Name) => number) => ({
  idempotent: round(p50('idempotent') / p50('floor')),
  recorded: round(p50('recorded') / p50('floorAndInsert')),
});

/** Calls at random moments, as an agent makes them: most find the listener in a pause. */
async function polled(works: Works): Promise<Figure[]> {
  console.log(`  ${POLLED} calls at random moments ...`);
  await works.idempotent();
  const random = seededRandom(2026);
  const times: number[] = [];
  for (let at = 0; at < POLLED; at++) {
    await sleep(random() * LONGEST_PAUSE_MS);
    times.push(...(await timed(1, 1, works.idempotent)));
  }
  const { p50, p95 } = summarize(times);
  return [
    { name: "idempotent tool with the real host's polling, p50", value: p50, unit: 'ms' },
    { name: "idempotent tool with the real host's polling, p95", value: p95, unit: 'ms' },
  ];
}

async function parallel(works: Works): Promise<Figure[]> {
  const perSecond: Partial<Record<Name, number>> = {};
  for (const name of ['floor', 'idempotent', 'recorded'] as const) {
    console.log(`  ${AT_ONCE} in flight: ${name} ...`);
    perSecond[name] = await throughput(MANY, AT_ONCE, works[name]);
    await works.clear();
  }
  const { floor = Number.NaN, idempotent = Number.NaN, recorded = Number.NaN } = perSecond;
  return [
    { name: 'floor, 32 in flight', value: floor, unit: 'per s' },
    { name: 'idempotent tool / floor, 32 in flight', value: round(idempotent / floor), unit: 'ratio', atLeast: 0.7 },
    { name: 'recorded tool / floor, 32 in flight', value: round(recorded / floor), unit: 'ratio' },
  ];
}

async function memory(pid: number, works: Works): Promise<Figure[]> {
  console.log(`  memory over ${MEMORY_CALLS} calls ...`);
  const samples = await memoryOver(MEMORY_CALLS, pid, works.idempotent);
  const half = samples.length / 2;
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  return [
    {
      name: 'memory, second half / first half of 10,000',
      value: round(mean(samples.slice(half)) / mean(samples.slice(0, half))),
      unit: 'ratio',
      atMost: 1.1,
    },
    { name: 'memory at the end, host and worker', value: samples.at(-1) ?? Number.NaN, unit: 'MiB' },
  ];
}

async function memoryOver(calls: number, pid: number, work: () => Promise<void>): Promise<number[]> {
  const samples: number[] = [];
  const step = calls / 10;
  for (let done = 0; done < calls; done += step) {
    await timed(step, AT_ONCE, work);
    samples.push(residentMiB(pid));
  }
  return samples;
}
