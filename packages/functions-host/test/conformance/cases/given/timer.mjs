import { suite } from '../../lib/suite.mjs';

const the = suite('timer', { parallel: 3 });
const { c } = the;

const runs = async (h, fn) => (await h.captures(`"fn":"${fn}"`)).filter((x) => x.kind === 'timer');
const fresh = async (h, fn, n = 1, ms = 15000) => { const t = Date.now(); return (await h.until(async () => { const l = (await runs(h, fn)).filter((x) => x.at > t); return l.length >= n ? l : null; }, ms, 300)) ?? []; };
const onGrid = (x) => new Date(x.now).getSeconds() % 5 === 0;
const blobs = async (h) => { const found = []; for (const ctn of await h.b.containers()) for (const n of (await h.b.list(ctn, 'timers/')) ?? []) found.push({ container: ctn, name: n }); return found; };
const status = async (h, fn) => { const b = (await blobs(h)).filter((x) => x.name.endsWith(fn + '/status') || x.name.endsWith('.' + fn)).at(-1); return b && { container: b.container, path: b.name.replace(/timers\/[^/]+/, 'timers/<host id>'), content: JSON.parse((await h.b.get(b.container, b.name)).toString()) }; };

c('run on startup', 'input of a timer with runOnStartup, far schedule', async (h) => { const [x] = await runs(h, 'timerStartup'); return x && { timer: x.timer, metadata: x.meta, options: x.options }; }, { unstable: 'scheduleStatus depends on what earlier runs left in storage' });
c('run on startup, useMonitor false', 'input', async (h) => { const l = await runs(h, 'timerStartupNoMonitor'); const x = l.at(-1); return x && { timer: x.timer, options: x.options }; });
c('run on startup, setting', 'schedule %PROBE_SCHEDULE%: what next is and what options show', async (h) => { const x = (await runs(h, 'timerSetting')).at(-1); return x && { nextTime: x.timer.scheduleStatus.next.slice(10), options: x.options }; });
c('run on startup, TimeSpan', 'schedule 02:00:00 with useMonitor true', async (h) => { const x = (await runs(h, 'timerSpanMonitored')).at(-1); return x && { keys: Object.keys(x.timer), schedule: x.timer.schedule, statusKeys: x.timer.scheduleStatus && Object.keys(x.timer.scheduleStatus) }; });
c('every five seconds, monitored', 'input of a run of */5 * * * * * with useMonitor true', async (h) => { const [x] = await fresh(h, 'timerFastMonitored'); return { timer: x.timer, onTheGrid: onGrid(x) }; });
c('every five seconds: interval', 'two runs: seconds between them', async (h) => { const [a, b] = await fresh(h, 'timerFast', 2, 20000); return { seconds: Math.round((b.at - a.at) / 1000) }; });
c('status blob', 'path and content of the status blob of a monitored timer', async (h) => (await h.until(async () => { const s = await status(h, 'timerMinute'); return s && !s.content.Last.startsWith('0001') && s; }, 65000, 500)) ?? status(h, 'timerMinute'));
c('status blob of a fast timer', 'is there a status blob for */5 * * * * * (useMonitor not given / true)', async (h) => ({ notGiven: (await status(h, 'timerFast')) ?? null, given: (await status(h, 'timerFastMonitored')) ?? null }));
c('which timers have a status blob', 'function names', async (h) => [...new Set((await blobs(h)).map((x) => x.name.split('/').filter((y) => y !== 'status').at(-1).split('.').at(-1)))].sort());
c('run by the admin endpoint', 'POST /admin/functions/timerRare', async (h) => { const before = (await runs(h, 'timerRare')).length; const r = await h.http('POST', '/admin/functions/timerRare', { key: 'master', headers: { 'content-type': 'application/json' }, body: '{"input":""}' }); await h.until(async () => (await runs(h, 'timerRare')).length > before, 4000); const x = (await runs(h, 'timerRare')).at(-1); return { status: r.status, timer: x?.timer }; });
c('restart with a missed minute', 'stop the host, wait until a minute has begun, start: runs of 0 * * * * * at the start', async (h) => {
    await h.until(async () => new Date().getSeconds() < 50 && (await status(h, 'timerMinute')), 20000);
    if (new Date().getSeconds() > 40) await h.sleep((62 - new Date().getSeconds()) * 1000);
    await h.control('stop');
    await h.sleep((62 - new Date().getSeconds()) * 1000);
    const t = Date.now();
    await h.control('start');
    await h.sleep(3000);
    const all = (await runs(h, 'timerMinute')).filter((x) => x.at > t);
    // How long the start took decides whether one falls into those three seconds: the next comes within five.
    const other = await h.until(async () => (await runs(h, 'timerFastMonitored')).filter((x) => x.at > t)[0], 6000, 200);
    return { runs: all.length, first: all[0]?.timer, next: all[0] && new Date(all[0].timer.scheduleStatus.next).getTime() > t ? 'in the future' : 'in the past', fastIsPastDue: other?.timer.isPastDue };
}, { restarts: true });
c('restart without a missed occurrence', 'stop and start within the same minute: runs of 0 * * * * *', async (h) => {
    if (new Date().getSeconds() > 25) await h.sleep((64 - new Date().getSeconds()) * 1000);
    await h.control('stop');
    const t = Date.now();
    await h.control('start');
    await h.sleep(2500);
    return { runs: (await runs(h, 'timerMinute')).filter((x) => x.at > t && x.timer.isPastDue).length, startup: (await runs(h, 'timerStartupNoMonitor')).filter((x) => x.at > t).length };
}, { restarts: true });

export default the;
