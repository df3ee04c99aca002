import { z } from 'zod';
import { agentDefinition } from '../../shared/operations/project/agent-definition.ts';
import { agentDifferences } from '../../shared/operations/project/agent-difference.ts';
import { agentTool } from '../../shared/tools/agent-tool.ts';

const tool = agentTool('find', {
  description: 'Find.',
  parameters: z.object({ what: z.string(), how: z.string().optional() }),
  handler: () => 'found',
});
const wanted = agentDefinition(
  { model: 'm', instructions: 'Help.', tools: [tool] },
  { queueEndpoint: 'https://a.queue', searchStores: new Map(), env: {} },
);
const deployed = (change: (definition: Record<string, unknown>) => void) => {
  const copy = JSON.parse(JSON.stringify(wanted)) as Record<string, unknown>;
  change(copy);
  return copy;
};

describe('an agent as it is deployed', () => {
  it.each([
    ['nothing has changed', () => {}],
    [
      'the service wrote its defaults out',
      (d: object) => Object.assign(d, { temperature: 1, top_p: 1, reasoning: null }),
    ],
    [
      'somebody set what the config has no word for',
      (d: object) => Object.assign(d, { rai_config: { rai_policy_name: 'strict' } }),
    ],
    [
      'the service added empty parts to a tool',
      (d: { tools?: object[] }) => Object.assign(d.tools?.[0] ?? {}, { tool_configs: {} }),
    ],
  ])('is as the config wants it when %s', (_, change) => {
    expect(agentDifferences(deployed(change), wanted)).toEqual([]);
  });

  it('is as the config wants it whatever the order of properties', () => {
    const reversed = JSON.parse(JSON.stringify(wanted), (_, value: unknown) =>
      typeof value === 'object' && value !== null && !Array.isArray(value)
        ? Object.fromEntries(Object.entries(value).reverse())
        : value,
    ) as Record<string, unknown>;
    expect(agentDifferences(reversed, wanted)).toEqual([]);
  });

  it('differs in each part that differs, with its place', () => {
    const changed = deployed((definition) => {
      Object.assign(definition, { model: 'old', temperature: 0.2 });
      const [first] = definition.tools as { azure_function: { function: Record<string, unknown> } }[];
      Object.assign(first?.azure_function.function ?? {}, { description: 'Search.' });
      (definition.tools as unknown[]).push({ type: 'code_interpreter' });
    });
    expect(agentDifferences(changed, wanted)).toEqual([
      { place: 'model', deployed: 'old', wanted: 'm' },
      { place: 'tools[0].azure_function.function.description', deployed: 'Search.', wanted: 'Find.' },
      { place: 'tools[1]', deployed: { type: 'code_interpreter' }, wanted: undefined },
      { place: 'temperature', deployed: 0.2, wanted: 1 },
    ]);
  });

  it('differs when the order of required parameters differs, because the API does not say that it has no effect', () => {
    const two = agentTool('find', {
      description: 'Find.',
      parameters: z.object({ a: z.string(), b: z.string() }),
      handler: () => 1,
    });
    const before = agentDefinition(
      { model: 'm', tools: [two] },
      { queueEndpoint: 'q', searchStores: new Map(), env: {} },
    );
    const text = JSON.stringify(before).replace('["a","b"]', '["b","a"]');
    expect(agentDifferences(JSON.parse(text) as Record<string, unknown>, before)).toHaveLength(2);
  });
});
