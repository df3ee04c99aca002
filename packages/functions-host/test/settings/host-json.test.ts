import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { z } from 'zod';
import { timeSpan } from '../../src/dotnet/time-span.ts';
import { readHostJson, readSection } from '../../src/settings/host-json.ts';

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true });
});

function appWith(hostJson: unknown): string {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'host-json-'));
  folders.push(folder);
  const text = typeof hostJson === 'string' ? hostJson : JSON.stringify(hostJson);
  if (hostJson !== undefined) writeFileSync(path.join(folder, 'host.json'), text);
  return folder;
}

const read = (hostJson: unknown, environment = {}) => readHostJson(appWith(hostJson), environment);

describe('host.json', () => {
  it('needs no more than its version', () => {
    expect(read({ version: '2.0' })).toEqual({
      version: '2.0',
      functionTimeout: 30 * 60 * 1000,
      logging: { logLevel: {} },
      extensions: {},
    });
  });

  it('has durations in milliseconds, and no limit for -1', () => {
    expect(read({ version: '2.0', functionTimeout: '00:05:00' }).functionTimeout).toBe(300_000);
    expect(read({ version: '2.0', functionTimeout: '-1' }).functionTimeout).toBe(Number.POSITIVE_INFINITY);
    const retry = { strategy: 'fixedDelay', maxRetryCount: 2, delayInterval: '00:00:10' };
    expect(read({ version: '2.0', retry }).retry).toEqual({ ...retry, delayInterval: 10_000 });
  });

  it('may start with a byte order mark, and log levels are case-insensitive', () => {
    const text = '\uFEFF{"version":"2.0","logging":{"logLevel":{"default":"warning"}}}';
    expect(read(text).logging.logLevel).toEqual({ default: 'Warning' });
  });

  it.each([
    [undefined, /has no host\.json/],
    ['{', /host\.json is not valid JSON/],
    [[], /the whole/],
    [{ version: '1.0' }, /version: must be "2\.0"/],
    [{ version: '2.0', functionTimeout: '5 minutes' }, /functionTimeout: /],
    [{ version: '2.0', functionTimeout: '24:00:00' }, /functionTimeout: /],
    [{ version: '2.0', logging: { logLevel: { default: 'Loud' } } }, /logging\.logLevel\.default: /],
    [{ version: '2.0', retry: { strategy: 'sometimes' } }, /retry\.strategy: /],
    [{ version: '2.0', retry: { strategy: 'fixedDelay', maxRetryCount: 1 } }, /retry\.delayInterval: /],
    [{ version: '2.0', extensions: [] }, /extensions: /],
  ])('%j is refused with the invalid field', (hostJson, problem) => {
    expect(() => read(hostJson)).toThrow(problem);
  });

  it('is overridden by settings that start with AzureFunctionsJobHost__, in any case', () => {
    const hostJson = { version: '2.0', extensions: { queues: { batchSize: 16 } } };
    const environment = {
      AzureFunctionsJobHost__extensions__queues__BATCHSIZE: '4',
      azurefunctionsjobhost__functionTimeout: '00:01:00',
      AzureFunctionsJobHost__extensions__http__enabled: 'True',
    };
    const changed = read(hostJson, environment);
    expect(changed.extensions).toEqual({ queues: { batchSize: 4 }, http: { enabled: true } });
    expect(changed.functionTimeout).toBe(60_000);
  });

  it('names the section of an invalid extension field', () => {
    const hostJson = read({ version: '2.0', extensions: { queues: { batchSize: 'many', visibilityTimeout: '1s' } } });
    const section = z.object({ batchSize: z.int(), visibilityTimeout: timeSpan });
    expect(() => readSection(hostJson, 'queues', section)).toThrow(
      /extensions\.queues cannot be used\. Correct batchSize: .*; visibilityTimeout: "1s" is not a time span/,
    );
  });
});
