// node packages/functions-host/test/conformance/run.mjs [--topic REGEX] [--name REGEX] [--profile NAME] [--verbose 1] [--show N] [--out DIR]
// Drives the cases against our host on an Azurite of its own and compares with the recordings. Exit 1 on any difference that
// meant-differences.json does not name. --drive-only leaves the comparison out.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { startAzurite } from '../../../../local/platform/azurite.ts';

const here = import.meta.dirname;
const argv = process.argv.slice(2);
const option = (name) => { const at = argv.indexOf(`--${name}`); return at < 0 ? undefined : argv[at + 1]; };
const passOn = (...names) => names.flatMap((name) => (option(name) === undefined ? [] : [`--${name}`, option(name)]));

const freePort = () => new Promise((resolve) => { const server = net.createServer().listen(0, '127.0.0.1', () => { const { port } = server.address(); server.close(() => resolve(port)); }); });
const node = (script, args, env) => new Promise((resolve) => spawn(process.execPath, ['--disable-warning=ExperimentalWarning', path.join(here, script), ...args], { stdio: 'inherit', env: { ...process.env, ...env } }).once('exit', (code) => resolve(code ?? 1)));

const lane = fs.mkdtempSync(path.join(os.tmpdir(), 'conformance-'));
const out = path.resolve(option('out') ?? path.join(lane, 'recorded'));
const azurite = await startAzurite();
const port = await freePort();
const keys = { function: 'conformance-function-key', master: 'conformance-master-key', system: 'conformance-system-key' };
fs.writeFileSync(path.join(lane, 'lane.json'), JSON.stringify({ port, storage: azurite.connectionString, keys }));

let code = 1;
const stopAll = async () => { await node('control.mjs', [lane, 'stop']); await azurite.stop(); };
// Interrupted, it must not leave the host behind: that one is a process group of its own.
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => void stopAll().then(() => process.exit(1)));
try {
    code = await node('drive.mjs', ['--cases', 'given', '--out', out, ...passOn('topic', 'name', 'profile', 'verbose')], {
        HOST_BASE_URL: `http://127.0.0.1:${port}`, STORAGE_CONNECTION: azurite.connectionString,
        FUNCTION_KEY: keys.function, MASTER_KEY: keys.master, SYSTEM_KEY: keys.system,
        HOST_CONTROL: `"${process.execPath}" "${path.join(here, 'control.mjs')}" "${lane}"`,
    });
} finally {
    await stopAll();
}
if (argv.includes('--drive-only')) fs.rmSync(lane, { recursive: true });
else {
    const compared = await node('compare.mjs', [path.join(here, 'recordings'), out, '--meant', path.join(here, 'meant-differences.json'), ...passOn('topic', 'name', 'profile', 'show')]);
    code ||= compared;
    console.log(`Logs, app and answers of this run: ${lane}`);
}
process.exitCode = code;
