import { z } from 'zod';
import { defineConfig } from '../../shared/config/define-config.ts';
import { agentTool } from '../../shared/tools/agent-tool.ts';

const tool = (name: string) =>
  agentTool(name, { description: 'Test.', parameters: z.object({}), handler: () => 'ok', idempotent: true });
const find = tool('find');
const book = tool('book');

/** A config that no type checker has seen. */
const define = (config: unknown) => defineConfig(config as never);

describe('foundry.config.ts', () => {
  it('gives every tool once, of agents and of the top level', () => {
    const { tools, agents } = defineConfig({
      agents: { one: { model: 'm', tools: [find, book] }, two: { model: 'm', tools: [book] }, three: { model: 'm' } },
      tools: [tool('extra'), find],
    });
    expect(tools.map(({ name }) => name)).toEqual(['find', 'book', 'extra']);
    expect(Object.keys(agents)).toEqual(['one', 'two', 'three']);
  });

  it('may be empty', () =>
    expect(defineConfig({})).toEqual({
      agents: {},
      tools: [],
      ingestion: [],
      jobs: { containers: ['training-data'] },
      storage: { tables: [], shards: 1, readShards: 1 },
      evaluations: { entries: [], schedules: [], rules: [], refused: [] },
    }));

  it.each([
    [
      'a setting that is not known',
      { agents: { a: { model: 'm', toolz: [] } } },
      /agents\.a\.toolz is not a known setting/,
    ],
    ['a section that is not known', { agent: {} }, /: agent is not a known setting/],
    [
      'a search of a source that is not there',
      { agents: { a: { model: 'm', search: ['x'] } }, ingestion: { y: { from: 'docs/*.md' } } },
      /agents\.a\.search\[0\]: there is no source "x"/,
    ],
    ['a missing model', { agents: { a: {} } }, /agents\.a\.model: missing, string expected/],
    ['an empty model', { agents: { a: { model: ' ' } } }, /agents\.a\.model: name the model deployment/],
    [
      'no tool among tools',
      { agents: { a: { model: 'm', tools: [find, 'book'] } } },
      /agents\.a\.tools\[1\]: is not a tool.*agentTool/,
    ],
    [
      'an unknown way to a tool',
      { agents: { a: { model: 'm', tools: [{ tool: find, via: 'pigeon' }] } } },
      /agents\.a\.tools\[0\]\.via: is not a way to a tool: use "queue" \(the default\), "openapi" or "mcp"/,
    ],
    [
      'a way to no tool',
      { agents: { a: { model: 'm', tools: [{ tool: 'find', via: 'mcp' }] } } },
      /agents\.a\.tools\[0\]\.tool: is not a tool/,
    ],
    ['something made to look like a tool', { tools: [{ ...find }] }, /tools\[0\]: is not a tool/],
    [
      'a name the service refuses',
      { agents: { 'my agent': { model: 'm' } } },
      /agents\.my agent: .*letters and digits/,
    ],
    ['a name that ends in a hyphen', { agents: { 'a-': { model: 'm' } } }, /agents\.a-: /],
    ['a name that is too long', { agents: { ['a'.repeat(64)]: { model: 'm' } } }, /agents\.a+: .*63/],
    ['a temperature out of range', { agents: { a: { model: 'm', temperature: 3 } } }, /agents\.a\.temperature: .*2/],
    ['too many tools', { agents: { a: { model: 'm', tools: Array(129).fill(find) } } }, /agents\.a\.tools: .*128/],
    [
      'a container with a bad name',
      { jobs: { containers: ['../x'] } },
      /jobs\.containers\[0\]: is not the name of a container/,
    ],
    ['no object at all', 'config', /the config: .*object/],
  ])('is refused for %s, naming the place', (_, config, message) => {
    expect(() => define(config)).toThrow(message);
    expect(() => define(config)).toThrow(/^foundry\.config\.ts cannot be used: .* Correct it and start again\.$/);
  });

  it('says everything that is wrong at once', () => {
    expect(() => define({ agents: { a: { model: 1, topP: 2 } } })).toThrow(/agents\.a\.model: .*; agents\.a\.topP: /);
  });

  it('is refused when a tool name is used twice, naming both places', () => {
    const agents = { a: { model: 'm', tools: [find] }, b: { model: 'm', tools: [book, tool('find')] } };
    expect(() => defineConfig({ agents })).toThrow(
      /"find" at agents\.b\.tools\[1\] and "find" at agents\.a\.tools\[0\].*the same name/,
    );
  });

  it('is refused when one list names a tool twice', () => {
    expect(() => defineConfig({ tools: [find, book, find] })).toThrow(/tools\[2\] names the tool "find" a second time/);
  });

  it.each([
    ['find_it', 'findIt', /the same queue, "tool-find-it-in"/],
    ['find_it', 'Find-It', /the same queue/],
    ['fooBar', 'foobar', /the same name/],
  ])('is refused when %s and %s would meet in a queue or a route', (one, other, message) => {
    expect(() => defineConfig({ tools: [tool(one), tool(other)] })).toThrow(message);
  });
});
