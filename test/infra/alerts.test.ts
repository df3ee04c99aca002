import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { deployedCode } from './support/deployed-code.ts';

const code = [...deployedCode().values()].join('\n');

/** A line of the Functions host, and not of our code: its queue processor writes it before it moves a message. */
const OF_THE_HOST = /moving message to queue/i;

const queries = new Map(
  globSync('infra/monitoring/alerts/*.kql').map((file) => [path.basename(file, '.kql'), readFileSync(file, 'utf8')]),
);
const workbook = JSON.parse(readFileSync('infra/monitoring/workbook.json', 'utf8')) as {
  items: { content: { query?: string } }[];
};

/** The phrases a query looks for in messages. */
function phrasesOf(query: string): readonly string[] {
  return [...query.matchAll(/Message !?has "([^"]+)"/g)].map(([, phrase = '']) => phrase);
}

describe('the alerts', () => {
  it('are the five that somebody has to hear of, each used by alerts.bicep', () => {
    const bicep = readFileSync('infra/monitoring/alerts.bicep', 'utf8');
    expect([...queries.keys()].sort()).toEqual([
      'evaluation-gates',
      'ingestion-backlog',
      'jobs-stalled',
      'poison-queues',
      'tool-answers',
    ]);
    for (const name of queries.keys()) expect(bicep).toContain(`loadTextContent('alerts/${name}.kql')`);
  });

  it('count something, which is what the rule compares', () => {
    for (const query of queries.values()) expect(query).toMatch(/summarize count\(\) by bin\(TimeGenerated, 5m\)\s*$/);
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

  it('names metrics that the code keeps', () => {
    const names = all.flatMap((query) => [...query.matchAll(/Name == "([\w.]+)"/g)].map(([, name = '']) => name));
    expect(names.length).toBeGreaterThan(1);
    expect(names.filter((name) => !code.includes(`'${name}'`))).toEqual([]);
  });

  it('leaves out the waits of jobs by the names that their steps have', () => {
    const backlog = queries.get('ingestion-backlog') ?? '';
    const steps = /"\(([a-z|]+)\)"/.exec(backlog)?.[1]?.split('|') ?? [];
    const named = /ACTIVITIES[^=]*= \{([^}]+)\}/.exec(code)?.[1] ?? '';
    expect(steps).toEqual([...named.matchAll(/(\w+): '/g)].map(([, step]) => step));
  });

  it('names functions and reasons that exist', () => {
    expect(code).toMatch(/storageQueue\(`tool_/);
    for (const reason of ['no_progress', 'deadline_exceeded']) expect(code).toContain(`code: '${reason}'`);
  });
});
