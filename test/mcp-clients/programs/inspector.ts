import { execFile } from 'node:child_process';
import path from 'node:path';
import { check, textOf, url } from './program.ts';

const LAUNCHER = '../node_modules/@modelcontextprotocol/inspector/clients/launcher/build/index.js';

/** Runs the command line of MCP Inspector. It exits with a code other than 0 for a result with `isError`, and prints the result all the same. */
const inspect = (...args: readonly string[]) =>
  new Promise<unknown>((resolve, reject) => {
    const command = [path.resolve(import.meta.dirname, LAUNCHER), '--cli', url, '--transport', 'http', ...args];
    execFile(process.execPath, command, { encoding: 'utf8' }, (error, stdout, stderr) => {
      try {
        resolve(JSON.parse(stdout));
      } catch {
        reject(new Error(`${error?.message ?? 'not JSON'}\n${stdout}\n${stderr}`));
      }
    });
  });

await check({
  listTools: async () => {
    const { tools } = (await inspect('--method', 'tools/list')) as { readonly tools: readonly { name: string }[] };
    return tools.map(({ name }) => name);
  },
  callTool: async (name, args, key) => {
    const pairs = Object.entries(args).map(([field, value]) => `${field}=${JSON.stringify(value)}`);
    const metadata = key === undefined ? [] : ['--tool-metadata', `foundry-functions/idempotencyKey=${key}`];
    return textOf(await inspect('--method', 'tools/call', '--tool-name', name, '--tool-arg', ...pairs, ...metadata));
  },
  close: async () => {},
});
