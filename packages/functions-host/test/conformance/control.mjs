// node control.mjs LANE start [PROFILE] | stop | kill
// What drive.mjs calls through HOST_CONTROL: runs our host on the probe app. LANE is a folder of one run; its lane.json says
// { port, storage, keys }. The host is a process group of its own there, so that kill -9 takes its worker along.
import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

const here = import.meta.dirname;
const root = path.resolve(here, '../../../..');
const [lane, command, profile] = process.argv.slice(2);
const inLane = (name) => path.join(lane, name);
const read = (name) => (fs.existsSync(inLane(name)) ? fs.readFileSync(inLane(name), 'utf8') : undefined);
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const lives = (pid) => { try { process.kill(pid, 0); return true; } catch { return false; } };

const end = async (signal, whom, patience) => {
    const pid = Number(read('pid'));
    if (!pid) return;
    try { process.kill(whom(pid), signal); } catch { /* gone already */ }
    for (const until = Date.now() + patience; lives(pid); await sleep(20)) if (Date.now() > until) throw new Error(`host ${pid} does not end`);
    fs.rmSync(inLane('pid'));
};

const start = async () => {
    const name = profile ?? read('profile');
    fs.writeFileSync(inLane('profile'), name);
    const app = inLane('app');
    const made = spawnSync(process.execPath, [path.join(here, 'make-app.mjs'), name, app], { stdio: 'inherit' });
    if (made.status !== 0) throw new Error(`make-app ${name} failed`);
    if (!fs.existsSync(path.join(app, 'node_modules'))) fs.symlinkSync(path.join(root, 'node_modules'), path.join(app, 'node_modules'), 'junction');

    const { port, storage, keys } = JSON.parse(read('lane.json'));
    const hostJson = JSON.parse(fs.readFileSync(path.join(app, 'host.json'), 'utf8'));
    // The recordings were made with two processors, and this default counts them.
    const twoProcessors = hostJson.extensions.queues.newBatchThreshold === undefined ? { AzureFunctionsJobHost__extensions__queues__newBatchThreshold: '16' } : {};
    const log = inLane('host.log');
    const from = fs.existsSync(log) ? fs.statSync(log).size : 0;
    const out = fs.openSync(log, 'a');
    const host = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', path.join(root, 'packages/functions-host/src/main.ts'), '--app', app, '--port', String(port), '--state', inLane('state'), '--enforce-keys', '--log-format', 'json'], {
        detached: true,
        stdio: ['ignore', out, out],
        env: {
            ...process.env, ...twoProcessors, TZ: 'UTC', AzureWebJobsStorage: storage, PROBE_CAPTURE_FILE: inLane('captures.jsonl'),
            LOCAL_HOST_FUNCTION_KEY: keys.function, LOCAL_HOST_MASTER_KEY: keys.master, LOCAL_HOST_SYSTEM_KEY: keys.system,
        },
    });
    fs.writeFileSync(inLane('pid'), String(host.pid));
    host.unref();
    for (const until = Date.now() + 60000; ; await sleep(50)) {
        const said = fs.readFileSync(log, 'utf8').slice(from);
        if (said.includes('"event":"ready"')) return;
        if (host.exitCode !== null || Date.now() > until) throw new Error(`the host did not come up:\n${said.slice(-2000)}`);
    }
};

try {
    if (command === 'start') await start();
    else if (command === 'stop') await end('SIGTERM', (pid) => pid, 20000);
    else if (command === 'kill') await end('SIGKILL', (pid) => -pid, 5000);
    else throw new Error(`no command "${command}"`);
} catch (error) {
    console.error(error.message);
    process.exitCode = 1;
}
