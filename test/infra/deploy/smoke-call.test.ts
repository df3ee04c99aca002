import { z } from 'zod';
import { smokeCall, smokeItems } from '../../../local/deploy/smoke-call.ts';
import { defineConfig } from '../../../shared/config/define-config.ts';
import { agentTool } from '../../../shared/tools/agent-tool.ts';

const tool = (name: string, idempotent: boolean) =>
  agentTool(name, { description: `Does ${name}.`, parameters: z.object({}), idempotent, handler: () => 'done' });

describe('the call of the smoke test', () => {
  it('is of a tool that may be called twice, never of one with an effect', () => {
    const config = defineConfig({
      agents: {
        first: { model: 'm', tools: [tool('pay', false)] },
        second: { model: 'm', tools: [tool('cancel', false), tool('look_up', true)] },
      },
    });
    expect(smokeCall(config)).toMatchObject({ agent: 'second', tool: 'look_up' });
  });

  it('is refused when every tool has an effect', () => {
    const config = defineConfig({ agents: { first: { model: 'm', tools: [tool('pay', false)] } } });
    expect(() => smokeCall(config)).toThrow(/has an idempotent tool/);
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
