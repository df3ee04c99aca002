import { randomUUID } from 'node:crypto';
import type { Platform } from '../../local/platform/platform.ts';
import { putOrders } from '../support/orders.ts';
import { localPlatform } from '../support/platform.ts';
import { residentMiB, smallHeap } from './memory.ts';
import { bareRounds, toolCalls } from './queue-rounds.ts';
import { type Figure, report } from './report.ts';
import { round, summarize, throughput, timed } from './statistics.ts';

const WARM_UP = 50;
const SERIAL_ROUNDS = 10;
const SERIAL = 30;
const AT_ONCE = 32;
const MANY = 1_500;
const MEMORY_CALLS = 10_000;
const HEAP_MIB = 64;

/**
 * The tool round trip through the local host against its floor, bare queue operations on the same Azurite in the same run:
 * one after another, then 32 in flight; and the host's memory over 10,000 calls.
 */
export async function tools(): Promise<boolean> {
  const platform = await localPlatform({
    // Azurite in memory sweeps once a minute, message by message, and stands still for minutes once there are thousands.
    inMemory: false,
    hostEnv: { AzureFunctionsJobHost__logging__logLevel__default: 'Warning', ...smallHeap(HEAP_MIB) },
  });
  try {
    return await measure(platform);
  } finally {
    await platform.stop();
  }
}

async function measure(platform: Platform): Promise<boolean> {
  const { storage } = platform.endpoints;
  await putOrders(storage, [1042]);
  const bare = await bareRounds(storage);
  const lookUp = await toolCalls(storage, 'get-order-status');
  const refund = await toolCalls(storage, 'request-refund');
  const idempotent = async () => void (await lookUp(randomUUID(), { orderNumber: '1042' }));
  // An order that does not exist: the refusal takes the same way through claim and record, and the table does not grow.
  const recorded = async () => void (await refund(randomUUID(), { orderNumber: '9999', reason: 'bench' }));

  const works = { floor: bare.round, idempotent, recorded };
  const inTurn = async <T>(what: string, measureOne: (work: () => Promise<void>) => Promise<T>): Promise<Three<T>> => {
    const measured: Partial<Three<T>> = {};
    for (const name of ['floor', 'idempotent', 'recorded'] as const) {
      console.log(`  ${what}: ${name} ...`);
      measured[name] = await measureOne(works[name]);
      // What the bare rounds took is still in their queues, hidden; Azurite slows down with every message it keeps.
      await bare.clear();
    }
    return measured as Three<T>;
  };
  await inTurn('warming up', (work) => timed(WARM_UP, 1, work));
  const times: Three<number[]> = { floor: [], idempotent: [], recorded: [] };
  for (let at = 1; at <= SERIAL_ROUNDS; at++) {
    // In turn and again, so that a busy moment of the machine touches all three alike.
    const some = await inTurn(`one after another, ${at} of ${SERIAL_ROUNDS}`, (work) => timed(SERIAL, 1, work));
    for (const name of ['floor', 'idempotent', 'recorded'] as const) times[name].push(...some[name]);
  }
  const serial = {
    floor: summarize(times.floor),
    idempotent: summarize(times.idempotent),
    recorded: summarize(times.recorded),
  };
  const perSecond = await inTurn(`${AT_ONCE} in flight`, (work) => throughput(MANY, AT_ONCE, work));
  console.log(`  memory over ${MEMORY_CALLS} calls ...`);
  const memory = await memoryOver(MEMORY_CALLS, platform.host.pid, idempotent);
  return report('tools', figures(serial, perSecond, memory), { serial, perSecond, memory });
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

interface Three<T> {
  floor: T;
  idempotent: T;
  recorded: T;
}

function figures(serial: Three<{ p50: number }>, perSecond: Three<number>, memory: readonly number[]): Figure[] {
  const half = memory.length / 2;
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  return [
    { name: 'floor, p50 of put, get, put, get', value: serial.floor.p50, unit: 'ms' },
    {
      name: 'idempotent tool / floor, p50',
      value: round(serial.idempotent.p50 / serial.floor.p50),
      unit: 'ratio',
      atMost: 1.5,
    },
    { name: 'recorded tool / floor, p50', value: round(serial.recorded.p50 / serial.floor.p50), unit: 'ratio' },
    { name: 'floor, 32 in flight', value: perSecond.floor, unit: 'per s' },
    {
      name: 'idempotent tool / floor, 32 in flight',
      value: round(perSecond.idempotent / perSecond.floor),
      unit: 'ratio',
      atLeast: 0.7,
    },
    { name: 'recorded tool / floor, 32 in flight', value: round(perSecond.recorded / perSecond.floor), unit: 'ratio' },
    {
      name: 'memory, second half / first half of 10,000',
      value: round(mean(memory.slice(half)) / mean(memory.slice(0, half))),
      unit: 'ratio',
      atMost: 1.1,
    },
    { name: 'memory at the end, host and worker', value: memory.at(-1) ?? Number.NaN, unit: 'MiB' },
  ];
}
