import { Ajv } from 'ajv';
import { z } from 'zod';
import { agentDefinition } from '../../shared/operations/project/agent-definition.ts';
import { agentTool } from '../../shared/tools/agent-tool.ts';
import { queueTool } from '../../shared/tools/tool-definition.ts';
import config from '../fixture-app/foundry.config.ts';

const paying = agentTool('pay', { description: 'Pay', parameters: z.object({}), handler: () => 'paid' });

describe('a tool in an agent definition', () => {
  it('names its queues and the service they are on', () => {
    const queue = (name: string) => ({
      type: 'storage_queue',
      storage_queue: { queue_service_endpoint: 'https://acct.queue.core.windows.net', queue_name: name },
    });
    expect(queueTool(paying, 'https://acct.queue.core.windows.net')).toEqual({
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

describe('an agent whose tools are bound in several ways', () => {
  const look = agentTool('look', {
    description: 'Look',
    parameters: z.object({}),
    idempotent: true,
    handler: () => 'seen',
  });
  const agent = { model: 'm', tools: [paying, { tool: look, via: 'openapi' }, { tool: paying, via: 'mcp' }] } as const;
  const toolsWith = (env: NodeJS.ProcessEnv) =>
    agentDefinition(agent, { queueEndpoint: 'https://a.queue', searchStores: new Map(), env }).tools as readonly {
      readonly type: string;
      readonly openapi?: {
        readonly auth: unknown;
        readonly spec: { readonly paths: object; readonly servers: unknown };
      };
    }[];
  const onAzure = { FUNCTIONS_URL: 'https://app.azurewebsites.net/' };

  it('has one tool for each way, with only the operations that belong to it', () => {
    const [queue, openapi, mcp] = toolsWith({
      ...onAzure,
      ENTRA_AUDIENCE: 'api://app,app',
      TOOLS_CONNECTION: '/c/tools',
    });
    expect(queue?.type).toBe('azure_function');
    expect(Object.keys(openapi?.openapi?.spec.paths ?? {})).toEqual(['/tools/look']);
    expect(openapi?.openapi?.spec.servers).toEqual([{ url: 'https://app.azurewebsites.net/api' }]);
    expect(mcp).toEqual({
      type: 'mcp',
      server_label: 'foundry_functions',
      server_url: 'https://app.azurewebsites.net/api/mcp',
      allowed_tools: ['pay'],
      require_approval: 'never',
      project_connection_id: '/c/tools',
    });
  });

  it.each([
    [
      'the connection that the settings name',
      { ...onAzure, ENTRA_AUDIENCE: 'api://app', TOOLS_CONNECTION: '/c/tools' },
      { type: 'project_connection', security_scheme: { project_connection_id: '/c/tools' } },
    ],
    ['nothing on this machine', { FUNCTIONS_URL: 'http://127.0.0.1:7071' }, { type: 'anonymous' }],
  ])('signs in with %s', (_, env, auth) => {
    expect(toolsWith(env)[1]?.openapi?.auth).toEqual(auth);
  });

  it('signs in with the identity of the project where there is no connection, over HTTP only', () => {
    const env = { ...onAzure, ENTRA_AUDIENCE: 'api://app,app' };
    const overHttp = { model: 'm', tools: [{ tool: look, via: 'openapi' }] } as const;
    const { tools } = agentDefinition(overHttp, { queueEndpoint: 'q', searchStores: new Map(), env });
    expect(tools).toMatchObject([
      { openapi: { auth: { type: 'managed_identity', security_scheme: { audience: 'api://app' } } } },
    ]);
    expect(() => toolsWith(env)).toThrow(/via "mcp".*TOOLS_CONNECTION/);
  });

  it.each([
    ['the address of the app', {}, /FUNCTIONS_URL is not set/],
    ['an address', { FUNCTIONS_URL: 'app' }, /FUNCTIONS_URL is "app", which is no address/],
    ['a way to sign in', onAzure, /via "openapi".*ENTRA_AUDIENCE.*TOOLS_CONNECTION/],
  ])('is refused without %s', (_, env, message) => {
    expect(() => toolsWith(env)).toThrow(message);
  });
});
