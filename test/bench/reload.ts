import { readFileSync } from 'node:fs';
import { DevApp } from '../support/dev-app.ts';
import { putOrders } from '../support/orders.ts';
import { toolCalls } from '../support/tool-calls.ts';
import { report } from './report.ts';
import { round, summarize } from './statistics.ts';

const TOOL = 'tools/get-order-status.ts';
const ORDER = 800_001;
const EDITS = 50;
/** Edits before memory is measured for the first time: caches are filled by then. */
const WARM_UP = 10;
const PAUSE_MS = 50;

/**
 * Edits a tool 50 times under `npm run dev` while calls keep coming. Measures the time from an edit to the first answer of the new code, counts the
 * calls that were lost or answered twice, and compares the memory of the process after 10 and after 50 edits.
 */
export async function reload(): Promise<boolean> {
  const app = await DevApp.start();
  try {
    const { storage } = app.endpoints;
    const calls = await toolCalls(storage, 'get-order-status');
    await putOrders(storage, [ORDER]);
    const original = app.read(TOOL);
    const sentAt = new Map<string, number>();
    const answers = new Map<string, string[]>();
    let running = true;
    const send = async () => {
      while (running) {
        const id = `call-${sentAt.size}`;
        sentAt.set(id, performance.now());
        await calls.send(id, { orderNumber: `${ORDER}` });
        await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
      }
    };
    const firstSeen = new Map<string, number>();
    const take = async () => {
      while (running || [...sentAt.keys()].some((id) => !answers.has(id))) {
        for (const { CorrelationId, Value } of await calls.answers((sofar) => sofar.length > 0, 2_000)) {
          answers.set(CorrelationId, [...(answers.get(CorrelationId) ?? []), Value]);
          const version = /"version":"(\d+)"/.exec(Value)?.[1];
          if (version !== undefined && !firstSeen.has(version)) firstSeen.set(version, performance.now());
        }
      }
    };
    const traffic = Promise.all([send(), take()]);
    const delays: number[] = [];
    const phases: Record<string, number[]> = { build: [], types: [], worker: [], switch: [] };
    let early = { dev: 0, host: 0 };
    for (let edit = 0; edit < EDITS; edit++) {
      const from = app.output.length;
      const begun = performance.now();
      app.write(TOOL, original.replace('return { orderNumber,', `return { version: '${edit}', orderNumber,`));
      const line = await app.printed(/reloaded .* ms\)/, from);
      for (const [phase, values] of Object.entries(phases)) {
        values.push(Number(new RegExp(`${phase} (\\d+)`).exec(line)?.[1]));
      }
      while (!firstSeen.has(`${edit}`)) await new Promise((resolve) => setTimeout(resolve, 5));
      delays.push((firstSeen.get(`${edit}`) ?? 0) - begun);
      if (edit === WARM_UP - 1) early = memoryOf(app);
    }
    const late = memoryOf(app);
    running = false;
    await traffic;
    const repeated = [...answers.values()].filter((values) => values.length > 1).length;
    const delay = summarize(delays);
    return report(
      'reload',
      [
        { name: 'edit to answer, median', value: round(delay.p50), unit: 'ms', atMost: 2_000 },
        { name: 'calls lost', value: sentAt.size - answers.size, unit: 'calls', atMost: 0 },
        { name: 'calls answered twice', value: repeated, unit: 'calls', atMost: 0 },
        {
          name: 'memory of npm run dev, 50 edits / 10',
          value: round(late.dev / early.dev),
          unit: 'ratio',
          atMost: 1.3,
        },
        { name: 'memory of the host, 50 edits / 10', value: round(late.host / early.host), unit: 'ratio', atMost: 1.3 },
      ],
      {
        delay,
        // Milliseconds from the change that was noticed; the types are checked while the app is built and the worker loads it.
        phases: Object.fromEntries(Object.entries(phases).map(([phase, values]) => [phase, summarize(values).p50])),
        memory: { early, late },
        calls: sentAt.size,
      },
    );
  } finally {
    await app.stop();
  }
}

/** Resident memory of `npm run dev` and of the Functions host that it starts, in KiB. */
function memoryOf({ pid }: DevApp): { dev: number; host: number } {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean);
  const host = children.find((child) => readFileSync(`/proc/${child}/cmdline`, 'utf8').includes('functions-host'));
  return { dev: residentOf(pid), host: host === undefined ? 0 : residentOf(Number(host)) };
}

/** Resident memory of a process in KiB. Linux only, as the other measurements of memory. */
function residentOf(pid: number): number {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0);
}
