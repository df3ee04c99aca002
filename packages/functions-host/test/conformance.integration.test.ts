import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const folder = path.join(__dirname, 'conformance');

/** Topics that share a host and an Azurite, one after another; the lanes run side by side and mostly wait. */
const lanes = [
  ['http-routes', 'http-requests', 'http-responses', 'http-auth', 'http-context', 'admin', 'startup-errors'],
  ['queue-triggers', 'queue-outputs', 'queue-settings'],
  ['timer'],
  ['durable-replay', 'durable-client', 'durable-entities', 'durable-management'],
  ['durable-restart'],
];

/** Milliseconds: the slowest lane takes about half of it on two cores. */
const PATIENCE = 280_000;

describe('the local host answers as the recorded Azure Functions host', () => {
  const recorded = mkdtempSync(path.join(os.tmpdir(), 'conformance-answers-'));
  let driven: Running[] = [];
  // Started here and not at load time, so that a run of other tests by name does not wait for these.
  beforeAll(() => {
    driven = lanes.map((topics) =>
      node('run.mjs', ['--drive-only', '--topic', `^(${topics.join('|')})$`, '--out', recorded]),
    );
  });
  afterAll(async () => {
    for (const { stop } of driven) stop();
    await Promise.all(driven.map(({ ended }) => ended));
    rmSync(recorded, { recursive: true, force: true });
  });

  lanes.forEach((topics, lane) => {
    it.each(topics)(
      '%s',
      async (topic) => {
        const drive = await driven[lane]?.ended;
        const compared = await node('compare.mjs', [
          path.join(folder, 'recordings'),
          recorded,
          ...['--meant', path.join(folder, 'meant-differences.json'), '--topic', `^${topic}$`],
        ]).ended;
        if (compared.failed) throw new Error(`${compared.output}\n${drive?.failed ? drive.output : ''}`);
        expect(compared.output).toMatch(/^[1-9]\d* equal, 0 different/m);
      },
      PATIENCE,
    );
  });
});

interface Ran {
  readonly failed: boolean;
  readonly output: string;
}

interface Running {
  readonly ended: Promise<Ran>;
  stop(): void;
}

function node(script: string, args: readonly string[]): Running {
  const ended = Promise.withResolvers<Ran>();
  const argv = ['--disable-warning=ExperimentalWarning', path.join(folder, script), ...args];
  const child = execFile(process.execPath, argv, { maxBuffer: 2 ** 26 }, (error, stdout, stderr) =>
    ended.resolve({ failed: error !== null, output: `${stdout}${stderr}` }),
  );
  return { ended: ended.promise, stop: () => child.kill('SIGTERM') };
}
