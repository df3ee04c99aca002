import { Ajv } from 'ajv';
import { z } from 'zod';
import { agentTool } from '../../shared/tools/agent-tool.ts';
import { toolDefinition } from '../../shared/tools/tool-definition.ts';
import config from '../fixture-app/foundry.config.ts';

const paying = agentTool('pay', { description: 'Pay', parameters: z.object({}), handler: () => 'paid' });

describe('a tool in an agent definition', () => {
  it('names its queues and the service they are on', () => {
    const queue = (name: string) => ({
      type: 'storage_queue',
      storage_queue: { queue_service_endpoint: 'https://acct.queue.core.windows.net', queue_name: name },
    });
    expect(toolDefinition(paying, 'https://acct.queue.core.windows.net')).toEqual({
      type: 'azure_function',
      azure_function: {
        function: { name: 'pay', description: 'Pay', parameters: { type: 'object', properties: {} } },
        input_binding: queue('tool-pay-in'),
        output_binding: queue('tool-pay-out'),
      },
    });
  });

  it('has a schema that is one, for every tool of this deployment', () => {
    const ajv = new Ajv({ strict: true });
    expect(config.tools.length).toBeGreaterThan(0);
    for (const { parameters } of config.tools) expect(() => ajv.compile(parameters)).not.toThrow();
  });
});
