import { z } from 'zod';
import { smokeCall, smokeItems } from '../../../local/deploy/smoke-call.ts';
import { defineConfig } from '../../../shared/config/define-config.ts';
import { agentTool } from '../../../shared/tools/agent-tool.ts';

const tool = (name: string, idempotent: boolean) =>
  agentTool(name, { description: `Does ${name}.`, parameters: z.object({}), idempotent, handler: () => 'done' });

describe('the call of the smoke test', () => {
  it('goes to a tool that may be called twice, never to one with an effect', async () => {
    const config = defineConfig({
      agents: {
        first: { model: 'm', tools: [tool('pay', false)] },
        second: { model: 'm', tools: [tool('cancel', false), tool('look_up', true)] },
      },
    });
    expect(await smokeCall(config)).toMatchObject({ agent: 'second', tool: 'look_up' });
  });

  it('is absent when every tool has an effect', async () => {
    const config = defineConfig({ agents: { first: { model: 'm', tools: [tool('pay', false)] } } });
    expect(await smokeCall(config)).toBeUndefined();
  });

  it('follows the config, also to a tool with an effect', async () => {
    const pay = tool('pay', false);
    const config = defineConfig({
      agents: { first: { model: 'm', tools: [tool('look_up', true)] }, second: { model: 'm', tools: [pay] } },
      smoke: { tool: pay, arguments: { amount: 1 } },
    });
    expect(await smokeCall(config)).toEqual({
      agent: 'second',
      tool: 'pay',
      question: 'Call the tool pay once with amount 1.',
    });
  });

  it('has arguments that fit the schema of the tool', async () => {
    const lookUp = agentTool('look_up', {
      description: 'Looks up.',
      parameters: z.object({
        number: z.string().regex(/^\d{4,10}$/),
        kind: z.enum(['a', 'b']),
        count: z.int().min(3),
        note: z.string().optional(),
      }),
      idempotent: true,
      handler: () => 'done',
    });
    const config = defineConfig({ agents: { first: { model: 'm', tools: [lookUp] } } });
    expect((await smokeCall(config))?.question).toMatch(/with number "\d{4,10}", kind "a", count 3\.$/);
  });
});

describe('the items of its response', () => {
  it('hold the answer of the function, or show what is missing', () => {
    const call = { type: 'azure_function_call', call_id: '1' };
    const output = { type: 'azure_function_call_output', call_id: '1', output: '{"status":"shipped"}' };
    expect(smokeItems([call, output])).toEqual({ call: true, answer: '{"status":"shipped"}' });
    expect(smokeItems([call, { type: 'message' }])).toEqual({ call: true, answer: undefined });
    expect(smokeItems([{ type: 'message' }, 'text', null])).toEqual({ call: false, answer: undefined });
  });
});
