import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { checkHost } from '../../../shared/operations/doctor/check-host.ts';
import type { DoctorContext } from '../../../shared/operations/doctor/doctor-context.ts';

interface Answer {
  readonly status: number;
  readonly body: string;
  /** Milliseconds by which its clock is off. */
  readonly drift?: number;
}

let answer: Answer;
let server: Server;
let url: string;
beforeAll(async () => {
  server = createServer((_, response) => {
    const date = new Date(Date.now() + (answer.drift ?? 0)).toUTCString();
    response.writeHead(answer.status, { 'content-type': 'application/json', date }).end(answer.body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const health = (status: string, failing: string[] = []) =>
  JSON.stringify({
    status,
    checks: { queues: 'ok', tables: 'ok', ...Object.fromEntries(failing.map((name) => [name, 'failing'])) },
  });

async function found(told: Answer): Promise<string> {
  answer = told;
  const findings = await checkHost({ functionsUrl: url } as DoctorContext);
  return findings.map((one) => (one.ok ? `ok ${one.check}` : `${one.check}: ${one.cause} | ${one.fix}`)).join('\n');
}

describe('what the doctor makes of the app that answers', () => {
  it('is fine when it reaches all it works with', async () => {
    expect(await found({ status: 200, body: health('ok') })).toBe('ok function app\nok clock');
    expect(await found({ status: 200, body: health('ok'), drift: 120_000 })).toBe('ok function app\nok clock');
  });

  it.each<[string, Answer, RegExp]>([
    [
      'a dependency that tools can do without',
      { status: 200, body: health('degraded', ['project']) },
      /it is degraded: it cannot use project \| FOUNDRY_PROJECT_ENDPOINT/,
    ],
    [
      'a dependency that nothing works without',
      { status: 503, body: health('failing', ['queues', 'blobs']) },
      /it is failing: it cannot use queues, blobs \| .*Queue Data Contributor.*; .*Blob Data Contributor/,
    ],
    [
      'something that keeps callers out',
      { status: 403, body: '' },
      /something in front of it answers 403.* \| check the access restrictions/,
    ],
    ['a host without our app', { status: 404, body: '' }, /the app was not loaded.* \| azd deploy/],
    ['a host that fails', { status: 500, body: 'oops' }, /its health check answers 500/],
    [
      'a page that only looks healthy',
      { status: 200, body: '<html>' },
      /its health check answers 200 in an unknown form/,
    ],
    [
      'a clock that is fast',
      { status: 200, body: health('ok'), drift: 600_000 },
      /clock: \d+ s off from the app's: tokens will be refused \| let the system set its clock/,
    ],
    ['a clock that is slow', { status: 200, body: health('ok'), drift: -600_000 }, /clock: \d+ s off/],
  ])('names %s', async (_, told, expected) => {
    expect(await found(told)).toMatch(expected);
  });
});
