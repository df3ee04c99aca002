import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** Absolute path of Chromium, from the PATH; undefined when it is not installed (Debian: `apt-get install chromium`). */
export const chromiumPath = (process.env.PATH ?? '')
  .split(path.delimiter)
  .map((folder) => path.join(folder, 'chromium'))
  .find((file) => existsSync(file));

/** True when a browser is on the PATH; tests that need one say so when it is not. */
export const hasChromium = chromiumPath !== undefined;

export interface Page {
  /** The value of an expression, which may be a promise. */
  evaluate<T>(expression: string): Promise<T>;
  /** Resolves when an expression has become true. @throws Error naming it when it does not */
  until(expression: string): Promise<void>;
  press(key: 'Tab' | 'Enter' | 'Space', modifiers?: { readonly shift?: boolean }): Promise<void>;
  /** Replaces what is in the focused field. */
  type(text: string): Promise<void>;
  command<T>(method: string, params?: object): Promise<T>;
  /** Writes a picture of the whole page. */
  screenshot(file: string): Promise<void>;
  close(): Promise<void>;
}

const KEYS = {
  Tab: { key: 'Tab', code: 'Tab', windowsVirtualKeyCode: 9 },
  Enter: { key: 'Enter', code: 'Enter', windowsVirtualKeyCode: 13, text: '\r' },
  Space: { key: ' ', code: 'Space', windowsVirtualKeyCode: 32, text: ' ' },
} as const;

const PATIENCE_MS = 30_000;

/** Opens a page in a headless browser of its own, driven as a person with a keyboard would. */
export async function openPage(url: string): Promise<Page> {
  const profile = mkdtempSync(path.join(tmpdir(), 'chromium-'));
  const browser = spawn(
    'chromium',
    [
      ...['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-sync'],
      ...['--disable-background-networking', '--disable-component-update', '--ignore-certificate-errors'],
      ...[`--user-data-dir=${profile}`, '--remote-debugging-port=0', '--window-size=1280,900', 'about:blank'],
    ],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  const gone = new Promise<void>((resolve) => browser.once('exit', () => resolve()));
  const close = async () => {
    browser.kill('SIGKILL');
    await gone;
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    const port = await debuggingPort(browser);
    const targets = (await (await fetch(`http://127.0.0.1:${port}/json/list`)).json()) as Record<string, string>[];
    const target = targets.find(({ type }) => type === 'page');
    const command = await connect(`${target?.webSocketDebuggerUrl}`);
    const page = pageOf(command, close);
    await command('Page.enable');
    await command('Page.navigate', { url });
    await page.until('document.readyState === "complete"');
    return page;
  } catch (error) {
    await close();
    throw error;
  }
}

function debuggingPort(browser: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = '';
    browser.stderr?.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      const [, port] = /DevTools listening on ws:\/\/[^:]+:(\d+)/.exec(said) ?? [];
      if (port !== undefined) resolve(port);
    });
    browser.once('exit', (code) => reject(new Error(`Chromium ended with ${code}: ${said}`)));
    browser.once('error', reject);
  });
}

type Command = <T>(method: string, params?: object) => Promise<T>;

async function connect(address: string): Promise<Command> {
  const socket = new WebSocket(address);
  const waiting = new Map<number, { resolve: (value: never) => void; reject: (error: Error) => void }>();
  let last = 0;
  socket.onmessage = ({ data }) => {
    const { id, result, error } = JSON.parse(String(data)) as {
      id?: number;
      result?: never;
      error?: { message: string };
    };
    const asked = id === undefined ? undefined : waiting.get(id);
    if (id === undefined || !asked) return;
    waiting.delete(id);
    if (error) asked.reject(new Error(error.message));
    else asked.resolve(result as never);
  };
  await new Promise((resolve, reject) => {
    socket.onopen = resolve;
    socket.onerror = () => reject(new Error('The browser cannot be spoken to.'));
  });
  return (method, params = {}) =>
    new Promise((resolve, reject) => {
      last += 1;
      waiting.set(last, { resolve, reject });
      socket.send(JSON.stringify({ id: last, method, params }));
    });
}

function pageOf(command: Command, close: () => Promise<void>): Page {
  const evaluate = async <T>(expression: string): Promise<T> => {
    const { result, exceptionDetails } = await command<{
      result: { value: T };
      exceptionDetails?: { text: string };
    }>('Runtime.evaluate', { expression, awaitPromise: true, returnByValue: true });
    if (exceptionDetails) throw new Error(`${expression}: ${exceptionDetails.text}`);
    return result.value;
  };
  return {
    command,
    evaluate,
    close,
    until: async (expression) => {
      for (const end = Date.now() + PATIENCE_MS; Date.now() < end; await new Promise((done) => setTimeout(done, 20)))
        if (await evaluate(`Boolean(${expression})`).catch(() => false)) return;
      throw new Error(`This did not become true: ${expression}`);
    },
    press: async (key, { shift = false } = {}) => {
      const event = { ...KEYS[key], modifiers: shift ? 8 : 0 };
      await command('Input.dispatchKeyEvent', { type: 'keyDown', ...event });
      await command('Input.dispatchKeyEvent', { type: 'keyUp', ...event });
    },
    type: async (text) => {
      await evaluate('document.activeElement.select()');
      await command('Input.insertText', { text });
    },
    screenshot: async (file) => {
      const { data } = await command<{ data: string }>('Page.captureScreenshot', { captureBeyondViewport: true });
      writeFileSync(file, Buffer.from(data, 'base64'));
    },
  };
}
