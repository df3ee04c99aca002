import { readFileSync } from 'node:fs';
import { SourceMap, type SourceMapPayload } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { DevApp } from '../support/dev-app.ts';
import { Inspector } from '../support/inspector.ts';
import { putOrders } from '../support/orders.ts';
import { type ToolCalls, toolCalls } from '../support/tool-calls.ts';

const TOOL = 'tools/get-order-status.ts';
const ORDER = 700_001;
const EDITS = 6;

let app: DevApp;
let calls: ToolCalls;
let original: string;
beforeAll(async () => {
  app = await DevApp.start();
  const { storage } = app.endpoints;
  calls = await toolCalls(storage, 'get-order-status');
  await putOrders(storage, [ORDER]);
  original = app.read(TOOL);
}, 180_000);
afterAll(() => app?.stop());

/** The tool, with one more field in its answer. */
const withVersion = (version: string) =>
  original.replace('return { orderNumber,', `return { version: '${version}', orderNumber,`);

let number = 0;
async function callTool(): Promise<string> {
  const id = `call-${++number}`;
  await calls.send(id, { orderNumber: `${ORDER}` });
  const answers = await calls.answers((sofar) => sofar.some(({ CorrelationId }) => CorrelationId === id), 30_000);
  return answers.find(({ CorrelationId }) => CorrelationId === id)?.Value ?? '';
}

async function edit(file: string, text: string, shown: RegExp): Promise<string> {
  const from = app.output.length;
  app.write(file, text);
  return app.printed(shown, from);
}

describe('npm run dev', () => {
  it('runs the new code after an edit, and says how long the reload took', async () => {
    const text = await edit(TOOL, withVersion('first'), /reloaded/);
    expect(text).toMatch(
      /reloaded \S*get-order-status\.ts in \d+ ms \(build \d+, types \d+, worker \d+, switch \d+ ms\)/,
    );
    expect(await callTool()).toContain('"version":"first"');
    await app.printed(/tools\s+get_order_status\s+call-\d+ done \d+ ms/);
  }, 180_000);

  it.each([
    ['a syntax error', TOOL, (text: string) => text.replace('handler:', 'handler::'), /get-order-status\.ts:\d+:\d+/],
    [
      'a type error',
      TOOL,
      (text: string) => text.replace('idempotent: true', "idempotent: 'yes'"),
      /get-order-status\.ts:\d+:\d+[\s\S]*TS2322/,
    ],
    ['a missing file', TOOL, (text: string) => text.replace('./orders.ts', './no-orders.ts'), /no-orders\.ts/],
    [
      'a setting out of range',
      'foundry.config.ts',
      (text: string) => text.replace(/model: '[^']+',/, '$&\n      temperature: 7,'),
      /agents\.support\.temperature[\s\S]*foundry\.config\.ts:\d+:\d+[\s\S]*temperature: 7/,
    ],
  ])(
    'shows %s with its place, and keeps the last good version',
    async (_problem, file, breakIt, shown) => {
      const before = app.read(file);
      const text = await edit(file, breakIt(before), /The last good version keeps serving/);
      expect(text).toMatch(shown);
      expect(await callTool()).toContain('"version":"first"');
      await edit(file, before, /reloaded/);
    },
    180_000,
  );

  it('shows an exception of a tool with the line of its source', async () => {
    const from = app.output.length;
    const thrown = original.replace(
      'const order = await',
      "if (orderNumber === '700002') throw new Error('no luck');\n    const order = await",
    );
    await edit(TOOL, thrown, /reloaded/);
    await calls.send('failing', { orderNumber: '700002' });
    const line = thrown.split('\n').findIndex((text) => text.includes('no luck')) + 1;
    const text = await app.printed(/no luck[\s\S]*get-order-status\.ts:\d+/, from);
    expect(text).toContain(`get-order-status.ts:${line}`);
  }, 180_000);

  it('answers every call once while the code changes', async () => {
    let sent = 0;
    let editing = true;
    const sending = (async () => {
      while (editing) {
        await calls.send(`stream-${sent++}`, { orderNumber: `${ORDER}` });
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    })();
    for (let at = 0; at < EDITS; at++) await edit(TOOL, withVersion(`edit-${at}`), /reloaded/);
    editing = false;
    await sending;
    const isStream = ({ CorrelationId }: { readonly CorrelationId: string }) => CorrelationId.startsWith('stream-');
    const answers = (await calls.answers((sofar) => sofar.filter(isStream).length >= sent)).filter(isStream);
    const late = (await calls.answers(() => false, 2_000)).filter(isStream);
    expect(late).toEqual([]);
    expect(answers).toHaveLength(sent);
    expect(new Set(answers.map(({ CorrelationId }) => CorrelationId)).size).toBe(sent);
    expect(await callTool()).toContain(`"version":"edit-${EDITS - 1}"`);
  }, 400_000);

  it('lets a debugger stop at a line of a tool, also after a reload', async () => {
    for (const version of ['debugged', 'debugged again']) {
      const text = withVersion(version);
      await edit(TOOL, text, /reloaded/);
      const line = text.split('\n').findIndex((one) => one.includes(`version: '${version}'`)) + 1;
      expect(await pauseAt(version)).toEqual({ file: 'get-order-status.ts', line });
    }
  }, 300_000);
});

/** Sets a breakpoint where the built app holds this text, calls the tool, and returns the place in the source where it stops. */
async function pauseAt(marker: string): Promise<{ file: string; line: number }> {
  const { inspector, url } = await attach(marker);
  try {
    const file = fileURLToPath(url);
    const lineNumber = readFileSync(file, 'utf8')
      .split('\n')
      .findIndex((text) => text.includes(`version: "${marker}"`));
    await inspector.send('Debugger.setBreakpointByUrl', { url, lineNumber });
    const paused = inspector.event<{ callFrames: { location: { lineNumber: number; columnNumber: number } }[] }>(
      'Debugger.paused',
    );
    const answer = callTool();
    const { callFrames } = await paused;
    const { lineNumber: at = 0, columnNumber = 0 } = callFrames[0]?.location ?? {};
    await inspector.send('Debugger.resume');
    expect(await answer).toContain(marker);
    const map = new SourceMap(JSON.parse(readFileSync(`${file}.map`, 'utf8')) as SourceMapPayload);
    const entry = map.findEntry(at, columnNumber);
    if (!('originalSource' in entry)) throw new Error('The source map does not know the place.');
    return { file: path.basename(entry.originalSource), line: entry.originalLine + 1 };
  } finally {
    inspector.close();
  }
}

/** Attaches to the worker whose code holds the marker: for a moment after a reload, the previous worker still listens, and then closes. */
async function attach(marker: string): Promise<{ inspector: Inspector; url: string }> {
  const deadline = Date.now() + 100_000;
  while (Date.now() < deadline) {
    const inspector = await Inspector.connect(app.inspector);
    const url = await Promise.race([
      scriptWith(inspector, marker).catch(() => undefined),
      new Promise<undefined>((resolve) => setTimeout(() => resolve(undefined), 10_000)),
    ]);
    if (url !== undefined) return { inspector, url };
    inspector.close();
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`No worker that listens runs "${marker}".`);
}

/** Returns the URL of the built app if its code holds the marker. */
async function scriptWith(inspector: Inspector, marker: string): Promise<string | undefined> {
  const script = inspector.event<{ url: string; scriptId: string }>('Debugger.scriptParsed', ({ url }) =>
    url.endsWith('/app.cjs'),
  );
  const [{ url, scriptId }] = await Promise.all([script, inspector.send('Debugger.enable')]);
  const { scriptSource } = await inspector.send('Debugger.getScriptSource', { scriptId });
  return `${scriptSource}`.includes(`version: "${marker}"`) ? url : undefined;
}
