import { catalogue } from '../../../packages/foundry-emulator/src/spec/catalogue.ts';
import { forEachConcurrently } from '../../../shared/core/concurrency.ts';
import { messageOf } from '../../../shared/core/errors.ts';
import { seededRandom } from '../../../shared/core/random.ts';
import { residentMiB } from '../../bench/memory.ts';
import { round } from '../../bench/statistics.ts';
import { type ChaosPlatform, startChaos } from '../chaos-platform.ts';
import { Junk } from '../junk.ts';
import { atMost, type Check, exactly, type Row } from '../row.ts';

const AT_ONCE = 16;
const TIMEOUT_MS = 60_000;
const MEMORY_GROWTH = 1.5;
/** Statuses from 500 on that say what is missing: not implemented, unavailable, out of time, out of space. */
const EXPLAINED = [501, 503, 504, 507];
const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const;

const SAMPLES = [
  { number: 7 },
  { model: 'gpt-4o-mini', training: 'training-data/none.jsonl', suffix: 'x', webhook: 'http://127.0.0.1/x' },
  { eval: 'eval_1', data: { items: [{ a: 1 }] }, target: { model: 'gpt-4o-mini' } },
  {
    model: 'gpt-4o-mini',
    input: 'Hello',
    messages: [{ role: 'user', content: 'Hello' }],
    stream: true,
    background: true,
  },
  { name: 'x', definition: { kind: 'prompt', model: 'gpt-4o-mini' }, metadata: {}, tools: [{ type: 'function' }] },
  { jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: 'chaos_look_up', arguments: { number: 7 } } },
];

interface Target {
  readonly name: string;
  readonly pid: number;
  readonly base: string;
  /** Method and path with `{parameters}`. */
  readonly routes: readonly (readonly [method: string, path: string])[];
}

export const requests: Row = {
  name: 'requests',
  title: 'fuzzed HTTP requests to app and emulator',
  run: async ({ seed, fuzz, print, keep }) => {
    const junk = new Junk(seededRandom(seed));
    const platform = await startChaos({
      hostEnv: { HTTP_CALLS_PER_MINUTE: '1000000', AzureFunctionsJobHost__logging__logLevel__default: 'Warning' },
    });
    try {
      const checks: Check[] = [];
      const troubles: string[] = [];
      for (const target of await targetsOf(platform)) {
        print(`  ${target.name}: ${fuzz} requests to ${target.routes.length} routes`);
        checks.push(...(await attack(target, fuzz, junk, troubles)));
      }
      keep('requests', troubles);
      const ended = Number(!isAlive(platform.host.pid)) + Number(!isAlive(platform.foundry.pid));
      return [...checks, exactly('servers that ended', ended, 0)];
    } finally {
      await platform.stop();
    }
  },
};

async function attack(target: Target, count: number, junk: Junk, troubles: string[]): Promise<Check[]> {
  const statuses: Record<string, number> = {};
  let silent = 0;
  const send = (number: number) =>
    forEachConcurrently(Array.from({ length: number }), AT_ONCE, async () => {
      const { url, init } = requestTo(target, junk);
      try {
        const response = await fetch(url, { ...init, signal: AbortSignal.timeout(TIMEOUT_MS) });
        const text = await response.text();
        const group = `${Math.floor(response.status / 100)}xx`;
        statuses[group] = (statuses[group] ?? 0) + 1;
        if (response.status < 500 || EXPLAINED.includes(response.status)) return;
        statuses.unexplained = (statuses.unexplained ?? 0) + 1;
        troubles.push(
          `${init.method} ${url} ${`${init.body}`.slice(0, 300)}: ${response.status} ${text.slice(0, 300)}`,
        );
      } catch (error) {
        silent += 1;
        troubles.push(`${init.method} ${url} ${`${init.body}`.slice(0, 300)}: ${messageOf(error)}`);
      }
    });
  await send(count / 10);
  const before = residentMiB(target.pid);
  await send(count - count / 10);
  const after = residentMiB(target.pid);
  const { unexplained = 0, ...groups } = statuses;
  const shown = Object.entries(groups).map(([group, number]) => `${number} × ${group}`);
  return [
    { what: `${target.name}: answers`, value: shown.join(', ') },
    exactly(`${target.name}: unexplained 500`, unexplained, 0),
    exactly(`${target.name}: requests without an answer`, silent, 0),
    atMost(
      `${target.name}: memory after ÷ after the first tenth (${before} → ${after} MiB)`,
      round(after / before),
      MEMORY_GROWTH,
    ),
  ];
}

function requestTo({ base, routes }: Target, junk: Junk): { url: string; init: RequestInit } {
  const [own, path] = junk.pick(routes);
  const method = junk.below(10) === 0 ? junk.pick(METHODS) : own;
  const filled = path.replace(/\{[^}]*\}/g, () => encodeURIComponent(`${junk.value(0)}`.slice(0, 200) || 'x'));
  const query = new URLSearchParams();
  if (base.startsWith('https')) query.set('api-version', junk.pick(['2025-11-15-preview', '2024-10-01-preview', 'v1']));
  for (let more = junk.below(3); more > 0; more--)
    query.set(junk.pick(['limit', 'order', 'after', 'status', 'before', 'filter']), `${junk.value(0)}`.slice(0, 500));
  const headers: Record<string, string> = {
    authorization: 'Bearer none',
    'content-type': junk.pick([
      'application/json',
      'application/json',
      'application/json',
      'text/plain',
      'multipart/form-data; boundary=x',
      '',
    ]),
  };
  if (junk.below(4) === 0) headers['idempotency-key'] = `key-${junk.below(50)}`;
  const hasBody = !['GET', 'OPTIONS'].includes(method);
  return {
    url: `${base}${filled}?${query}`,
    init: { method, headers, ...(hasBody ? { body: junk.text(SAMPLES) } : {}) },
  };
}

async function targetsOf({ endpoints, host, foundry }: ChaosPlatform): Promise<Target[]> {
  const { paths } = (await (await fetch(`${endpoints.functions}/api/openapi.json`)).json()) as {
    readonly paths: Readonly<Record<string, object>>;
  };
  const documented = Object.entries(paths).flatMap(([path, item]) =>
    Object.keys(item).map((method) => [method.toUpperCase(), path.startsWith('/api') ? path : `/api${path}`] as const),
  );
  const hidden = [
    ['POST', '/api/mcp'],
    ['GET', '/api/console/{file}'],
    ['GET', '/api/{anything}'],
  ] as const;
  const ofApi = (wanted: string) =>
    catalogue.filter(({ api }) => api === wanted).map(({ method, path }) => [method, path] as const);
  const { pid } = foundry;
  return [
    { name: 'app', pid: host.pid, base: endpoints.functions, routes: [...documented, ...hidden] },
    { name: 'Foundry API', pid, base: endpoints.foundryProject, routes: ofApi('foundry') },
    { name: 'Azure OpenAI API', pid, base: endpoints.azureOpenAI, routes: ofApi('azure-openai') },
  ];
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
