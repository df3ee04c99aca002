import { randomUUID } from 'node:crypto';
import { QueueServiceClient } from '@azure/storage-queue';
import { cpuMs } from '../bench/process-family.ts';
import { toolCalls } from '../bench/queue-rounds.ts';
import { summarize, throughput, timed } from '../bench/statistics.ts';
import { putOrders } from '../support/orders.ts';
import { localPlatform } from '../support/platform.ts';
import { type CallScenario, CallSimulation } from './calls.ts';
import { AT_PEAK } from './scenarios.ts';

const CALLS = 1_000;
const MANY = 32;
const WARM_UP = 200;
const IN_FLIGHT = [8, 16, 32, 64];
const BARE_OPERATIONS = 600;
const BURN_MS = 300;

/** Times of this machine at one moment: other work slows it down. */
export interface Calibration {
  /** Milliseconds of Azurite for one request, with many at once. */
  readonly serverMs: number;
  /** Milliseconds of a request that is alone, less `serverMs`. */
  readonly requestMs: number;
  /** CPU of host and app for one call. */
  readonly cpuMs: number;
  /** Wall time of a computation divided by its CPU time: above 1 on a busy machine. */
  readonly contention: number;
}

export interface Comparison {
  readonly inFlight: number;
  readonly calibration: Calibration;
  readonly measured: { readonly perSecond: number; readonly p50: number };
  readonly simulated: { readonly perSecond: number; readonly p50: number };
}

/** Runs 1,000 calls through the local host and the same through the simulation, which only knows the machine's times. */
export async function validate(): Promise<readonly Comparison[]> {
  const platform = await localPlatform({
    watchBlobs: false,
    inMemory: false,
    hostEnv: { AzureFunctionsJobHost__logging__logLevel__default: 'Warning' },
  });
  try {
    const { storage } = platform.endpoints;
    await putOrders(storage, [1042]);
    const lookUp = await toolCalls(storage, 'get-order-status');
    const call = async () => void (await lookUp(randomUUID(), { orderNumber: '1042' }));
    await timed(WARM_UP, MANY, call);
    const compared: Comparison[] = [];
    for (const inFlight of IN_FLIGHT) {
      // Before and after, because the machine does other work meanwhile.
      const before = { ...(await bareOperations(storage)), contention: contention() };
      const [cpu, begun] = [cpuMs(platform.host.pid), performance.now()];
      const durations = await timed(CALLS, inFlight, call);
      const seconds = (performance.now() - begun) / 1000;
      const ofCall = (cpuMs(platform.host.pid) - cpu) / CALLS;
      const after = { ...(await bareOperations(storage)), contention: contention() };
      const calibration: Calibration = {
        serverMs: (before.serverMs + after.serverMs) / 2,
        requestMs: (before.requestMs + after.requestMs) / 2,
        contention: (before.contention + after.contention) / 2,
        cpuMs: ofCall,
      };
      compared.push({
        inFlight,
        calibration,
        measured: { perSecond: CALLS / seconds, p50: summarize(durations).p50 },
        simulated: simulated(inFlight, calibration),
      });
    }
    return compared;
  } finally {
    await platform.stop();
  }
}

function simulated(
  inFlight: number,
  { serverMs, requestMs, cpuMs: cpu, contention: factor }: Calibration,
): { perSecond: number; p50: number } {
  const scenario: CallScenario = {
    ...AT_PEAK,
    seconds: 60,
    warmUpSeconds: 10,
    tools: 1,
    shards: 1,
    recordedShare: 0,
    handlerMs: 0,
    times: { ...AT_PEAK.times, cpuMs: cpu * factor, readsRow: true },
    storage: { requestMs, serverMs },
    limits: { account: 1e6, partition: 1e6 },
    scaling: { ...AT_PEAK.scaling, step: 0, first: 1 },
    inFlight,
  };
  const { perSecond, answerMs } = new CallSimulation(scenario).run();
  return { perSecond, p50: answerMs.percentile(0.5) };
}

/** Times of bare queue operations on the same Azurite: alone, and many at once. */
async function bareOperations(storage: string): Promise<Pick<Calibration, 'serverMs' | 'requestMs'>> {
  const queue = QueueServiceClient.fromConnectionString(storage).getQueueClient('scale-bare');
  await queue.createIfNotExists();
  const operation = async (at: number) => {
    if (at % 2 === 0) await queue.sendMessage('bare');
    else {
      const { receivedMessageItems } = await queue.receiveMessages({ numberOfMessages: 1 });
      for (const { messageId, popReceipt } of receivedMessageItems) await queue.deleteMessage(messageId, popReceipt);
    }
  };
  await timed(WARM_UP, MANY, operation);
  // Every second one is two requests.
  const requestsPerOperation = 1.5;
  const alone = summarize(await timed(BARE_OPERATIONS / 5, 1, operation)).p50 / requestsPerOperation;
  const perSecond = (await throughput(BARE_OPERATIONS, MANY, operation)) * requestsPerOperation;
  await queue.clearMessages();
  const serverMs = 1000 / perSecond;
  return { serverMs, requestMs: Math.max(0.2, alone - serverMs) };
}

/** Computes for a while and compares the time with the CPU time that it took. */
function contention(): number {
  const [cpu, begun] = [process.cpuUsage(), performance.now()];
  while (performance.now() - begun < BURN_MS);
  const { user, system } = process.cpuUsage(cpu);
  return Math.max(1, (performance.now() - begun) / ((user + system) / 1000));
}
