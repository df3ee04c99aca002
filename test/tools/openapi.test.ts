import { Ajv } from 'ajv';
import { z } from 'zod';
import { accessSettings } from '../../shared/http/access/access-settings.ts';
import { agentTool } from '../../shared/tools/agent-tool.ts';
import { openApiDocument } from '../../shared/tools/openapi.ts';
import { toolDefinition } from '../../shared/tools/tool-definition.ts';
import config from '../fixture-app/foundry.config.ts';

const tool = agentTool('get_weather', {
  description: 'Tell the weather. Use it often.',
  parameters: z.object({ city: z.string(), days: z.number().positive().nullable().optional() }),
  idempotent: true,
  handler: () => 'sunny',
});
const paying = agentTool('pay', { description: 'Pay', parameters: z.object({}), handler: () => 'paid' });

describe('the OpenAPI document', () => {
  const document = JSON.parse(JSON.stringify(openApiDocument([tool, paying], 'https://x.azurewebsites.net/api')));

  it('has one operation for each tool, with the id that agents need', () => {
    expect(document).toMatchObject({ openapi: '3.0.3', servers: [{ url: 'https://x.azurewebsites.net/api' }] });
    expect(Object.keys(document.paths)).toEqual(['/tools/get_weather', '/tools/pay']);
    expect(document.paths['/tools/get_weather'].post).toMatchObject({
      operationId: 'get_weather',
      summary: 'Tell the weather.',
      description: 'Tell the weather. Use it often.',
    });
  });

  it('writes schemas in the dialect of OpenAPI 3.0', () => {
    const { schema } = document.paths['/tools/get_weather'].post.requestBody.content['application/json'];
    expect(schema).toEqual({
      type: 'object',
      properties: {
        city: { type: 'string' },
        days: { type: 'number', minimum: 0, exclusiveMinimum: true, nullable: true },
      },
      required: ['city'],
    });
  });

  it('offers the Idempotency-Key where it means something', () => {
    expect(document.paths['/tools/get_weather'].post.parameters).toBeUndefined();
    expect(document.paths['/tools/pay'].post.parameters).toMatchObject([{ name: 'Idempotency-Key', in: 'header' }]);
  });

  it('says how callers are known: by a function key, or by a token where the app asks for one', () => {
    expect(document.security).toEqual([{ functionKey: [] }]);
    expect(document.components.securitySchemes.functionKey).toEqual({
      type: 'apiKey',
      in: 'header',
      name: 'x-functions-key',
    });
    const env = {
      HTTP_AUTH: 'entra',
      ENTRA_TENANT_ID: '11111111-2222-3333-4444-555555555555',
      ENTRA_AUDIENCE: 'api://tools',
    };
    const byToken = openApiDocument([tool], 'https://x.azurewebsites.net/api', accessSettings(env));
    expect(byToken).toMatchObject({
      security: [{ entra: [] }],
      components: { securitySchemes: { entra: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } } },
    });
    expect(JSON.stringify(byToken)).not.toContain('functionKey');
    expect(JSON.stringify(byToken)).toContain('api://tools');
  });

  it('resolves every reference it makes', () => {
    for (const [, name] of JSON.stringify(document).matchAll(/"#\/components\/schemas\/(\w+)"/g)) {
      expect(Object.keys(document.components.schemas)).toContain(name);
    }
  });
});

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
