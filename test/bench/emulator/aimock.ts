import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import path from 'node:path';
import { residentMiB } from '../memory.ts';
import type { Figure } from '../report.ts';
import { round, summarize, throughput, timed } from '../statistics.ts';
import { type Child, startChild } from './child.ts';

/** CopilotKit's mock of language models: answers from fixtures over plain HTTP, without TLS, validation or token counts. */
const AIMOCK = '@copilotkit/aimock@1.43.0';
/** Installed when the bench runs, outside the packages of the project. */
const folder = path.resolve(import.meta.dirname, '../../../.local/bench/aimock');

const AT_ONCE = 16;
const WARM_UP = 300;
const ROUNDS = 5;
const REQUESTS = 800;

const prompt = 'Say hello in a few words.';

interface Target {
  readonly name: string;
  readonly pid: number;
  readonly client: typeof http | typeof https;
  readonly agent: http.Agent;
  readonly url: string;
}

/** Requests per second and memory against aimock, with the same chat request in the same run. */
export async function againstAimock(served: Child, state: string): Promise<readonly Figure[]> {
  const command = installAimock();
  if (command === undefined) {
    console.log(`  ${AIMOCK} cannot be installed here: not compared.`);
    return [];
  }
  console.log('  aimock ...');
  const fixtures = path.join(folder, 'fixtures.json');
  writeFileSync(
    fixtures,
    JSON.stringify({ fixtures: [{ match: { userMessage: 'hello' }, response: { content: prompt } }] }),
  );
  const aimock = await startChild(command, ['--port', '0', '--fixtures', fixtures], /listening on http:\S+:(\d+)/);
  const ca = readFileSync(path.join(state, 'certificate/cert.pem'));
  const agents = [
    new https.Agent({ keepAlive: true, maxSockets: AT_ONCE, ca }),
    new http.Agent({ keepAlive: true, maxSockets: AT_ONCE }),
  ] as const;
  const deployment = '/openai/deployments/gpt-4o/chat/completions?api-version=2024-10-01-preview';
  const targets: readonly Target[] = [
    {
      name: 'emulator',
      pid: served.pid,
      client: https,
      agent: agents[0],
      url: `https://localhost:${served.port}${deployment}`,
    },
    {
      name: 'aimock',
      pid: aimock.pid,
      client: http,
      agent: agents[1],
      url: `http://localhost:${aimock.port}/v1/chat/completions`,
    },
  ];
  const figures: Figure[] = [];
  try {
    for (const stream of [false, true]) figures.push(...(await compare(targets, stream)));
    const [ours, theirs] = [residentMiB(served.pid), residentMiB(aimock.pid)];
    return [
      ...figures,
      { name: 'memory after both: emulator', value: ours, unit: 'MiB' },
      { name: 'memory after both: aimock', value: theirs, unit: 'MiB' },
      { name: 'memory after both: emulator / aimock', value: round(ours / theirs), unit: 'ratio' },
    ];
  } finally {
    for (const agent of agents) agent.destroy();
    await aimock.stop();
  }
}

/** Returns the file of its command, or undefined where it cannot be installed. */
function installAimock(): string | undefined {
  const command = path.join(folder, 'node_modules/@copilotkit/aimock/dist/cli.js');
  if (!existsSync(command)) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(path.join(folder, 'package.json'), '{"private":true}\n');
    const args = ['install', '--no-save', '--ignore-scripts', '--no-audit', '--no-fund', '--prefix', folder, AIMOCK];
    spawnSync('npm', args, { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] });
  }
  return existsSync(command) ? command : undefined;
}

/** Measures the targets in turns, so that what else the machine does meets both. */
async function compare(targets: readonly Target[], stream: boolean): Promise<readonly Figure[]> {
  const kind = stream ? 'streamed chat' : 'plain chat';
  const measured = targets.map((target) => ({ target, send: sender(target, stream), rates: [] as number[], cpuMs: 0 }));
  for (const { send } of measured) await timed(WARM_UP, AT_ONCE, send);
  for (let turn = 0; turn < ROUNDS; turn++) {
    for (const each of measured) {
      const before = cpuMsOf(each.target.pid);
      each.rates.push(await throughput(REQUESTS, AT_ONCE, each.send));
      each.cpuMs += cpuMsOf(each.target.pid) - before;
    }
  }
  const [ours, theirs] = measured.map(({ target, rates, cpuMs }) => ({
    name: `${kind}: ${target.name}`,
    rate: summarize(rates).p50,
    cpuMs: round(cpuMs / (ROUNDS * REQUESTS)),
  }));
  if (!ours || !theirs) return [];
  return [
    ...[ours, theirs].flatMap(({ name, rate, cpuMs }) => [
      { name: `${name}, ${AT_ONCE} connections`, value: rate, unit: 'per s' },
      ...(cpuMs > 0 ? [{ name: `${name}, processor time of a request`, value: cpuMs, unit: 'ms' }] : []),
    ]),
    { name: `${kind}: emulator / aimock`, value: round(ours.rate / theirs.rate), unit: 'ratio' },
  ];
}

/** Milliseconds of processor time that a process has used; 0 where the system has no /proc. */
function cpuMsOf(pid: number): number {
  const file = `/proc/${pid}/stat`;
  if (!existsSync(file)) return 0;
  // Fields 14 and 15, in hundredths of a second; the name before them may contain spaces.
  const fields = readFileSync(file, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

function sender({ client, url, agent }: Target, stream: boolean): () => Promise<void> {
  const body = JSON.stringify({ model: 'gpt-4o', messages: [{ role: 'user', content: prompt }], stream });
  const headers = {
    'api-key': 'a-key',
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
  };
  return () =>
    new Promise<void>((resolve, reject) => {
      const sent = client.request(url, { method: 'POST', agent, headers }, (answer) => {
        answer.once('error', reject);
        answer.once('end', () => {
          if (answer.statusCode === 200) resolve();
          else reject(new Error(`${url} was answered with ${answer.statusCode}.`));
        });
        answer.resume();
      });
      sent.once('error', reject);
      sent.end(body);
    });
}
