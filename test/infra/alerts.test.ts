import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Storage } from '../../shared/azure/storage/storage.ts';
import { measureBacklogs } from '../../shared/operations/backlog.ts';
import { deployedCode } from './support/deployed-code.ts';
import { problemsOf } from './support/kusto.ts';

const code = [...deployedCode().values()].join('\n');

/** A line of the Functions host, and not of our code: its queue processor writes it before it moves a message. */
const OF_THE_HOST = /moving message to queue/i;

const queries = new Map(
  globSync('infra/monitoring/alerts/*.kql').map((file) => [path.basename(file, '.kql'), readFileSync(file, 'utf8')]),
);
const workbook = JSON.parse(readFileSync('infra/monitoring/workbook.json', 'utf8')) as {
  items: { content: { title?: string; query?: string } }[];
};

/** The phrases a query looks for in messages. */
function phrasesOf(query: string): readonly string[] {
  return [...query.matchAll(/Message !?has "([^"]+)"/g)].map(([, phrase = '']) => phrase);
}

/** The regular expressions of a query. */
function patternsOf(query: string): readonly RegExp[] {
  return [...query.matchAll(/(?:matches regex |extract\()@"([^"]+)"/g)].map(([, text = '']) => new RegExp(text));
}

describe('the queries of alerts and workbook', () => {
  const all = [
    ...queries,
    ...workbook.items.flatMap(({ content: { title, query } }) => (query ? [[title ?? '', query] as const] : [])),
  ];

  it.each(all)('%s: Kusto finds nothing wrong with it', (_, query) => {
    expect(problemsOf(query)).toEqual([]);
  });

  it('are rejected with an unknown column', () => {
    expect(problemsOf('AppTraces | where Mesage has "x"')).toEqual([expect.stringMatching(/Mesage/)]);
  });
});

describe('the alerts', () => {
  it('are those of log-alerts.bicep', () => {
    const bicep = readFileSync('infra/monitoring/log-alerts.bicep', 'utf8');
    expect([...queries.keys()].sort()).toEqual([
      'app-silent',
      'evaluation-gates',
      'ingestion-backlog',
      'jobs-stalled',
      'poison-queues',
      'tool-answers',
    ]);
    for (const name of queries.keys()) expect(bicep).toContain(`loadTextContent('alerts/${name}.kql')`);
  });

  it('return the column count_, which the rule compares', () => {
    const counts = /(?:summarize count\(\) by bin\(TimeGenerated, 5m\)|project count_ = 1)\s*$/;
    for (const query of queries.values()) expect(query).toMatch(counts);
  });
});

describe('what alerts and workbook look for in the log', () => {
  const all = [...queries.values(), ...workbook.items.flatMap(({ content }) => content.query ?? [])];

  it('is what the code writes there', () => {
    const phrases = all.flatMap(phrasesOf).filter((phrase) => !OF_THE_HOST.test(phrase));
    expect(phrases.length).toBeGreaterThan(5);
    // "gates failed" is put together: the word, then the verdict.
    const unknown = phrases.filter((phrase) => !code.includes(phrase) && phrase !== 'gates failed');
    expect(unknown).toEqual([]);
    expect(code).toMatch(/has ended: \$\{ending\.state\}, reason \$\{[^}]+\}, gates \$\{verdict/);
  });

  it('names metrics that the code keeps, and every one that it keeps is shown', () => {
    const named = all.flatMap((query) => [...query.matchAll(/Name == "([\w.]+)"/g)].map(([, name = '']) => name));
    const instruments = [
      ...(deployedCode().get('shared/azure/telemetry/instruments.ts') ?? '').matchAll(/'(foundry_functions\.[\w.]+)'/g),
    ];
    const kept = instruments.map(([, name = '']) => name);
    expect(named.filter((name) => !kept.includes(name))).toEqual([]);
    expect(kept.filter((name) => !named.includes(name))).toEqual([]);
    // Each is recorded somewhere, and is described.
    const docs = readFileSync('docs/observability.md', 'utf8');
    expect(kept.filter((name) => !docs.includes(`\`${name}\``))).toEqual([]);
  });

  it('is found in the lines that say how long work has been waiting', async () => {
    const lines: string[] = [];
    const log = { info: (line: string) => void lines.push(line), warn: (line: string) => void lines.push(line) };
    const since = new Date(Date.now() - 7_200_000);
    const queue = {
      peekMessages: async () => ({ peekedMessageItems: [{ insertedOn: since }] }),
      getProperties: async () => ({ approximateMessagesCount: 3 }),
    };
    const table = {
      async *listEntities() {
        yield { changedAt: since.getTime() };
      },
    };
    const storage = { queue: () => queue, table: () => table } as unknown as Storage;
    await measureBacklogs({
      storage,
      queues: [0, 2].map((shard) => ({ queue: 'tool-look-in', shard })),
      shardStorage: () => storage,
      stores: ['handbook'],
      log,
      now: Date.now,
    });
    const [message = '', ofShard = '', blob = ''] = lines;
    const [backlog = '', answers = ''] = ['ingestion-backlog', 'tool-answers'].map((name) => queries.get(name));
    for (const phrase of phrasesOf(backlog)) expect(blob).toContain(phrase);
    const [extracted = /never/] = patternsOf(backlog);
    expect(Number(extracted.exec(blob)?.[1])).toBeGreaterThanOrEqual(7_200);
    for (const line of [message, ofShard]) {
      for (const pattern of patternsOf(answers)) expect(line).toMatch(pattern);
    }
    expect(patternsOf(answers)).toHaveLength(2);
  });

  it('names functions and reasons that exist', () => {
    expect(code).toMatch(/`tool_\$\{tool\}`/);
    for (const reason of ['no_progress', 'deadline_exceeded']) expect(code).toContain(`code: '${reason}'`);
  });
});
