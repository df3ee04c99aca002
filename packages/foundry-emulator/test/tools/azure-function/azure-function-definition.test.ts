import { azureFunctionSettings } from '../../../src/core/storage/azure-function-settings.ts';
import { azureFunctionTool } from '../../../src/tools/azure-function/definition.ts';
import { queueAccounts } from '../../../src/tools/azure-function/queue-accounts.ts';
import { functionTool } from '../../../src/tools/function-tool.ts';
import { acceptTools } from '../../../src/tools/tool-kinds.ts';

const definition = (endpoint: string, queue = 'orders-in') => {
  const binding = { type: 'storage_queue', storage_queue: { queue_service_endpoint: endpoint, queue_name: queue } };
  return {
    type: 'azure_function',
    azure_function: {
      function: { name: 'f', parameters: { type: 'object' } },
      input_binding: binding,
      output_binding: binding,
    },
  };
};

const faultOf = (endpoint: string, queue?: string) =>
  azureFunctionTool.safeParse(definition(endpoint, queue)).error?.issues[0]?.message;

describe('the endpoint of a queue binding', () => {
  it.each([
    'https://acct.queue.core.windows.net',
    'https://acct.queue.core.windows.net/',
    'http://127.0.0.1:10001/devstoreaccount1',
    'http://localhost:10001/devstoreaccount1/',
  ])('may be %s', (endpoint) => expect(faultOf(endpoint)).toBeUndefined());

  it.each([
    ['UseDevelopmentStorage=true', 'is a connection string'],
    ['DefaultEndpointsProtocol=https;AccountName=a;AccountKey=c2VjcmV0', 'is a connection string'],
    ['<ConnectionString>', 'is a connection string'],
    ['acct.queue.core.windows.net', 'is not an http(s) address'],
    ['https://acct.queue.core.windows.net/orders-in', 'names a queue ("orders-in") already'],
    ['http://127.0.0.1:10001/devstoreaccount1/orders-in', 'names a queue ("orders-in") already'],
    ['http://127.0.0.1:10001', 'lacks the account name'],
    ['https://acct.queue.core.windows.net?sig=c2VjcmV0', 'carries credentials'],
  ])('is refused when it is %s', (endpoint, reason) => {
    expect(faultOf(endpoint)).toContain(reason);
    expect(faultOf(endpoint)).not.toContain('c2VjcmV0');
  });

  it.each(['Orders', 'ab', 'a--b', 'orders_in', 'x'.repeat(64)])('is refused with the queue name %s', (queue) => {
    expect(faultOf('http://127.0.0.1:10001/devstoreaccount1', queue)).toContain('is not a valid queue name');
  });
});

describe('the storage account of a binding', () => {
  const local = { storage: 'UseDevelopmentStorage=true', allowRemote: false };
  const named =
    'DefaultEndpointsProtocol=http;AccountName=mine;AccountKey=AAAA;QueueEndpoint=http://127.0.0.1:20001/mine';

  it('is that of the connection string, however the endpoint spells this machine', async () => {
    const accounts = queueAccounts({ ...local, storage: named });
    expect(await accounts('http://localhost:20001/mine/')).toBe(await accounts('http://127.0.0.1:20001/mine'));
  });

  it("is known without being named when it is Azurite's own", async () => {
    const { url } = await queueAccounts(local)('http://127.0.0.1:20002/devstoreaccount1');
    expect(url).toContain('127.0.0.1:20002');
  });

  it('is never called on another machine unless that is allowed', async () => {
    const remote = 'https://acct.queue.core.windows.net';
    await expect(queueAccounts(local)(remote)).rejects.toThrow('FOUNDRY_ALLOW_REMOTE_STORAGE');
    expect((await queueAccounts({ ...local, allowRemote: true })(remote)).url).toContain('acct.queue');
  });

  it('must be known when it is not the one every Azurite has', async () => {
    const other = 'http://127.0.0.1:10001/other';
    await expect(queueAccounts(local)(other)).rejects.toThrow('FOUNDRY_STORAGE_CONNECTION');
    const nonsense = queueAccounts({ ...local, storage: 'nonsense' })(other);
    await expect(nonsense).rejects.toThrow('FOUNDRY_STORAGE_CONNECTION is not a connection string');
  });
});

describe('settings of the azure_function tool', () => {
  it('wait ten minutes and use the shape of the Responses API unless told otherwise', () => {
    expect(azureFunctionSettings({})).toMatchObject({
      shape: 'function_args',
      replies: 'any',
      timeoutMs: 600_000,
      allowRemote: false,
    });
    expect(
      azureFunctionSettings({ FOUNDRY_AZURE_FUNCTION_SHAPE: 'flat', FOUNDRY_AZURE_FUNCTION_TIMEOUT: '2.5' }),
    ).toMatchObject({ shape: 'flat', timeoutMs: 2500 });
  });

  it.each([
    { FOUNDRY_AZURE_FUNCTION_SHAPE: 'round' },
    { FOUNDRY_AZURE_FUNCTION_TIMEOUT: 'soon' },
    { FOUNDRY_AZURE_FUNCTION_REPLIES: 'xml' },
  ])('are refused when they cannot be meant: %j', (settings) => {
    expect(() => azureFunctionSettings(settings)).toThrow(Object.keys(settings)[0]);
  });
});

describe('the tools of a request', () => {
  it('are refused by name when their type is not served, or two have one name', () => {
    const accept =
      (...definitions: unknown[]) =>
      () =>
        acceptTools([functionTool], definitions);
    expect(accept({ type: 'sharepoint_grounding_preview' })).toThrow('"sharepoint_grounding_preview" is not served');
    expect(accept({ type: 'function', name: 'a b' })).toThrow('tools[0].name');
    expect(accept({ type: 'function', name: 'a' }, { type: 'function', name: 'a' })).toThrow('Two tools are named "a"');
  });
});
