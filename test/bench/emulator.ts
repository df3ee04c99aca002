import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { againstAimock } from './emulator/aimock.ts';
import { type Child, startChild } from './emulator/child.ts';
import { clientOf, type Send } from './emulator/client.ts';
import { largeIntake } from './emulator/large-intake.ts';
import { conversationWith, EACH, readAll, requestsOf } from './emulator/requests.ts';
import { vectorSearch } from './emulator/vector-search.ts';
import { residentMiB } from './memory.ts';
import { type Figure, report } from './report.ts';
import { round, summarize, throughput, timed } from './statistics.ts';

const WARM_UP = 100;
const SERIAL = 300;
const AT_ONCE = 16;
const MANY = 1_000;
const LIST = 10_000;
const OBJECTS = 100_000;
const STARTS = 5;

const kinds = ['chat', 'embeddings', 'response'] as const;

/**
 * Cost of the emulator against a bare server of the same make in the same run: chat, embeddings, a response with a tool, a search, a
 * long list, its start, its memory with many objects, and the longest pauses of its event loop. Compares it with aimock too.
 */
export async function emulator(): Promise<boolean> {
  const state = mkdtempSync(path.join(os.tmpdir(), 'bench-emulator-'));
  const run = () =>
    startChild(
      'packages/foundry-emulator/src/main.mjs',
      ['--port', '0', '--state', state],
      /Azure OpenAI +https:\/\/localhost:(\d+)/,
    );
  try {
    // The first start makes the certificate: that is not what is measured.
    await (await run()).stop();
    const starts: number[] = [];
    for (let turn = 0; turn < STARTS; turn++) {
      const begun = performance.now();
      const again = await run();
      const client = clientOf(again.port, state);
      await client.send('GET', '/_emulator/health');
      starts.push(performance.now() - begun);
      client.close();
      await again.stop();
    }
    const [served, bare] = [await run(), await startChild('test/bench/emulator/bare-server.ts', [state], /on (\d+)/)];
    const [client, floor] = [clientOf(served.port, state), clientOf(bare.port, state)];
    try {
      // Forgets the pauses of the start.
      await served.longestPause();
      const mock = await againstAimock(served, state);
      const speed = await speeds(client.send, floor.send);
      const pauses = [await pauseDuring('chat, embeddings, responses', served)];
      const search = await searches(served.port, state);
      pauses.push(await pauseDuring('a vector store of 10,000 chunks', served));
      const large = await intake(served, state);
      pauses.push(await pauseDuring('the large text', served));
      const list = await lists(client.send, served.pid);
      pauses.push(await pauseDuring(`${OBJECTS} objects`, served));
      const start = summarize(starts);
      return report(
        'emulator',
        [
          ...mock,
          ...speed.figures,
          ...pauses,
          ...search.figures,
          ...large.figures,
          ...list.figures,
          started(start.p50),
        ],
        {
          start,
          speed,
          search,
          large,
          list,
        },
      );
    } finally {
      client.close();
      floor.close();
      await Promise.all([served.stop(), bare.stop()]);
    }
  } finally {
    rmSync(state, { recursive: true, force: true });
  }
}

const pauseDuring = async (work: string, served: Child): Promise<Figure> => ({
  name: `longest pause of the event loop: ${work}`,
  value: await served.longestPause(),
  unit: 'ms',
  atMost: 100,
});

const started = (ms: number): Figure => ({
  name: 'start of the process to first answer, median',
  value: ms,
  unit: 'ms',
  atMost: 1000,
});

async function speeds(send: Send, bare: Send) {
  const [served, floor] = [requestsOf(send), requestsOf(bare)];
  const figures: Figure[] = [];
  const details: Record<string, unknown> = {};
  for (const kind of kinds) {
    console.log(`  ${kind} ...`);
    await timed(WARM_UP, 1, served[kind]);
    await timed(WARM_UP, 1, floor[kind]);
    const [ours, theirs] = [
      summarize(await timed(SERIAL, 1, served[kind])),
      summarize(await timed(SERIAL, 1, floor[kind])),
    ];
    const [many, most] = [await throughput(MANY, AT_ONCE, served[kind]), await throughput(MANY, AT_ONCE, floor[kind])];
    details[kind] = { emulator: ours, bare: theirs, perSecond: { emulator: many, bare: most } };
    figures.push(
      { name: `${kind}: emulator / bare server, median`, value: round(ours.p50 / theirs.p50), unit: 'ratio' },
      { name: `${kind}: bare server / emulator, ${AT_ONCE} in flight`, value: round(most / many), unit: 'ratio' },
      { name: `${kind}, median`, value: ours.p50, unit: 'ms' },
      { name: `${kind}, ${AT_ONCE} in flight`, value: many, unit: 'per s' },
    );
  }
  return { figures, details };
}

async function searches(port: number, state: string) {
  console.log('  a vector store of 10,000 chunks ...');
  const { chunks, searches: summary } = await vectorSearch(port, state);
  return { figures: [{ name: `search over ${chunks} chunks, median`, value: summary.p50, unit: 'ms' }], summary };
}

async function intake({ port, pid }: { readonly port: number; readonly pid: number }, state: string) {
  console.log('  a text of millions of tokens ...');
  const taken = await largeIntake(port, pid, state);
  const text = `a text of ${taken.mebibytes} MiB taken into a vector store`;
  const figures: Figure[] = [
    { name: text, value: round(taken.seconds), unit: 's' },
    { name: `${text}: longest of ${taken.meanwhile.count} answers meanwhile`, value: taken.meanwhile.max, unit: 'ms' },
    {
      name: `${text}: median answer meanwhile / before`,
      value: round(taken.meanwhile.p50 / taken.idle.p50),
      unit: 'ratio',
    },
    { name: `${text}: memory`, value: taken.memory, unit: 'MiB' },
  ];
  return { figures, taken };
}

async function lists(send: Send, pid: number) {
  const before = residentMiB(pid);
  console.log(`  a list of ${LIST} items ...`);
  const at = await conversationWith(send, LIST);
  const pages = await readAll(send, at, LIST);
  const half = pages.length / 2;
  const [first, last] = [summarize(pages.slice(0, half)), summarize(pages.slice(half))];
  console.log(`  ${OBJECTS} objects ...`);
  for (let made = LIST; made < OBJECTS; made += LIST) await conversationWith(send, LIST);
  const after = residentMiB(pid);
  const figures: Figure[] = [
    {
      name: `list of ${LIST}: second half / first half of its pages`,
      value: round(last.p50 / first.p50),
      unit: 'ratio',
      atMost: 1.5,
    },
    { name: 'a page of 100 items, median', value: summarize(pages).p50, unit: 'ms' },
    { name: 'memory before the first item', value: before, unit: 'MiB' },
    { name: `memory with ${OBJECTS} items`, value: after, unit: 'MiB' },
    { name: `memory with ${OBJECTS} items / before`, value: round(after / before), unit: 'ratio', atMost: 1.5 },
  ];
  return { figures, pages: summarize(pages), perRequest: EACH };
}
