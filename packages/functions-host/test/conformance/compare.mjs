// node compare.mjs EXPECTED ACTUAL [--topic REGEX] [--name REGEX] [--profile NAME] [--show N] [--meant FILE]
// Compares two folders of recordings after normalising what is volatile. Exit 1 on any difference.
// --meant names a file of differences that are meant: [{ reason, topic, cases: [name], at: "path.in.observed", instead | matches }].
// There our answer has to be `instead`, or a text that the regular expression `matches`.
// --framing also compares the headers server, content-length and transfer-encoding, which a host may well choose otherwise.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const argv = process.argv.slice(2);
const opt = (n) => { const i = argv.indexOf('--' + n); return i < 0 ? undefined : argv.splice(i, 2)[1]; };
const framing = argv.includes('--framing') && argv.splice(argv.indexOf('--framing'), 1).length > 0;
const topicFilter = opt('topic');
const nameFilter = opt('name');
const profileFilter = opt('profile');
const meant = JSON.parse(fs.readFileSync(opt('meant') ?? os.devNull, 'utf8') || '[]');
const show = Number(opt('show') ?? 6);
const [left, right] = argv;
if (!left || !right) { console.error('usage: node compare.mjs EXPECTED ACTUAL [--topic REGEX] [--show N] [--framing]'); process.exit(2); }

const zone = (z) => (z === 'Z' ? 'Z' : z ? (/^[+-]00:00$/.test(z) ? '+00:00' : z) : 'none');
export const normalText = (s) => s
    .replace(/(\d{4})-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d+)?(Z|[+-]\d\d:\d\d)?/g, (m, y, z) => (y === '0001' ? m : `<time ${zone(z)}>`))
    .replace(/\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d \w{3} (?!1970|2099)\d{4} \d\d:\d\d:\d\d GMT/g, '<http date>')
    .replace(/\b\d{1,2}\/\d{1,2}\/\d{4} \d{1,2}:\d\d:\d\d(?: [AP]M)?(?: \+00:00)?/g, '<us date>')
    .replace(/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi, '<guid>')
    .replace(/\b[0-9a-f]{32}\b/gi, '<hex32>')
    .replace(/\b[0-9a-f]{16}\b/g, '<hex16>')
    .replace(/(Trigger|Input|Output|Return)[0-9a-f]{10}\b/g, '$1<hex>')
    .replace(/\n?\s+at [^\n]*/g, '')
    .replace(/<path>\/[\w.@+-]+(?::line \d+|:\d+:\d+)?/g, '<path>')
    .replace(/(are the known [\w ]+: )'.*?'\.\./g, '$1<list>')
    .replace(/HOST|<address>/g, '<host>')
    .replace(/(?<=boundary=|--)-*(?:form[a-z]*|WebKit\w*)-*[\w-]+/gi, '<boundary>');
const volatileKeys = new Set(['startTime', 'requestTime', 'executionId', 'ExecutionId', 'processId', 'pid', 'at', 'traceParent', 'popReceipt', 'sequenceNumber', 'SequenceNumber', 'duration', 'uptime', 'hostInstanceId', 'instanceId_']);
const unsettled = (n, x) => (typeof x !== 'object' ? `<${n}>` : typeof x.value === 'string' && x.value !== 'mine' ? { ...x, value: `<${n}>` } : normal(x, n));
const framingKeys = new Set(['server', 'content-length', 'transfer-encoding']);
const normal = (v, k) => {
    if (typeof v === 'string') return normalText(v);
    if (Array.isArray(v)) return v.map((x) => normal(x));
    if (v && typeof v === 'object') return Object.fromEntries(Object.entries(v).filter(([n]) => framing || k !== 'headers' || !framingKeys.has(n)).sort(([a], [b]) => (a < b ? -1 : 1)).map(([n, x]) => [normalText(n), volatileKeys.has(n) && x !== null ? unsettled(n, x) : normal(x, n)]));
    return v;
};

const diff = (a, b, at, out) => {
    if (JSON.stringify(a) === JSON.stringify(b)) return;
    if (a && b && typeof a === 'object' && typeof b === 'object' && Array.isArray(a) === Array.isArray(b)) {
        for (const k of new Set([...Object.keys(a), ...Object.keys(b)])) diff(a[k], b[k], `${at}.${k}`, out);
    } else out.push(`${at}: expected ${cut(a)}, got ${cut(b)}`);
};
const asText = (v) => (typeof v === 'string' ? v : JSON.stringify(v) ?? '');
/** Puts what we mean to answer into what is expected. */
const withMeant = (topic, name, expected, actual) => {
    const holder = structuredClone({ expected, actual });
    for (const m of meant.filter((x) => x.topic === topic && x.cases.includes(name))) {
        const path = m.at ? m.at.split('.') : [];
        const reach = (root) => path.reduce((o, k) => o?.[k], holder[root]);
        const fits = m.matches !== undefined && new RegExp(m.matches).test(asText(reach('actual')));
        const put = fits ? reach('actual') : m.matches !== undefined ? `<${m.matches}>` : m.instead;
        const last = path.pop();
        if (last === undefined) holder.expected = put;
        else path.reduce((o, k) => o[k], holder.expected)[last] = put;
    }
    return holder;
};
const cut = (v) => { const s = v === undefined ? 'nothing' : JSON.stringify(v); return s.length > 160 ? s.slice(0, 157) + '...' : s; };

const load = (dir) => Object.fromEntries(fs.readdirSync(dir).filter((f) => f.endsWith('.json')).map((f) => [f.slice(0, -5), JSON.parse(fs.readFileSync(path.join(dir, f), 'utf8'))]));
const A = load(left), B = load(right);
let bad = 0, good = 0, loose = 0;
for (const topic of [...new Set([...Object.keys(A), ...Object.keys(B)])].sort()) {
    if (topicFilter && !new RegExp(topicFilter).test(topic)) continue;
    const b = new Map((B[topic] ?? []).map((x) => [x.name, x]));
    const lines = [];
    for (const x of A[topic] ?? []) {
        if (nameFilter && !new RegExp(nameFilter).test(x.name)) continue;
        if (profileFilter && (x.profile ?? 'default') !== profileFilter) continue;
        const y = b.get(x.name);
        b.delete(x.name);
        if (!y) { lines.push(`  ${x.name}: not recorded`); bad++; continue; }
        if (x.unstable) { loose++; continue; }
        const d = [];
        const { expected, actual } = withMeant(topic, x.name, x.observed, y.observed);
        diff(normal(expected), normal(actual), '', d);
        if (d.length) { bad++; lines.push(`  ${x.name}  (${x.did})`, ...d.slice(0, show).map((l) => `      ${l}`), ...(d.length > show ? [`      and ${d.length - show} more`] : [])); } else good++;
    }
    for (const n of b.keys()) { lines.push(`  ${n}: not expected`); bad++; }
    if (lines.length) console.log(`${topic}:\n${lines.join('\n')}`);
}
console.log(`${good} equal, ${bad} different, ${loose} unstable (not compared)`);
process.exit(bad ? 1 : 0);
