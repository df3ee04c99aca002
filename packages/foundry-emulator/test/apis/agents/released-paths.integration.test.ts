import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { startEmulator, type TestEmulator } from '../../../../../test/support/emulator.ts';

let emulator: TestEmulator;
beforeAll(async () => {
  emulator = await startEmulator();
});
afterAll(() => emulator?.close());

const API = path.join(path.dirname(require.resolve('@azure/ai-projects')), 'api');

/** The paths in the source of the released client, with `x` for each parameter. */
const paths = new Set(
  readdirSync(API, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('operations.js'))
    .flatMap((file) => [...readFileSync(path.join(API, file), 'utf8').matchAll(/"(\/[A-Za-z_{][^"]*)"/g)])
    .map(([, template = '']) => template.replace(/\{\?.*$/, '').replace(/\{[^}]+\}/g, 'x')),
);

it('every path of the released client leads to an operation, or to a 501 that names the API', async () => {
  expect(paths.size).toBeGreaterThan(100);
  const unknown: string[] = [];
  for (const each of paths) {
    // A method that no operation has: a known path answers 405.
    const response = await emulator.request(each, { method: 'OPTIONS' });
    if (response.status !== 405 && response.status !== 501) unknown.push(`${each}: ${response.status}`);
  }
  expect(unknown).toEqual([]);
});
