import dev from '../../../infra/environments/dev.json' with { type: 'json' };
import { deployCheckCommand } from '../../../local/deploy/deploy-check-command.ts';
import { type FakeAzure, refusal, startFakeAzure } from '../../support/fake-azure.ts';

const PERMISSIONS = 'GET /subscriptions/sub/providers/Microsoft.Authorization/permissions';
const USAGES = 'GET /subscriptions/sub/providers/Microsoft.CognitiveServices/locations/eastus2/usages';

let azure: FakeAzure;
beforeAll(async () => {
  azure = await startFakeAzure();
});
afterAll(() => azure.stop());

const enough = dev.models.map(({ model, sku, capacity }) => ({
  name: { value: `OpenAI.${sku}.${model}` },
  currentValue: 5,
  limit: capacity + 5,
}));

async function check(permissions: unknown, usages: unknown, env: Record<string, string> = {}) {
  azure.answers.set(PERMISSIONS, () => permissions);
  azure.answers.set(USAGES, () => usages);
  const lines: string[] = [];
  const code = await deployCheckCommand({
    env: { AZURE_RESOURCE_MANAGER_URL: azure.url, AZURE_SUBSCRIPTION_ID: 'sub', AZURE_LOCATION: 'eastus2', ...env },
    print: (line) => void lines.push(line),
  });
  return { code, text: lines.join('\n') };
}

describe('what azd asks before it provisions', () => {
  it('lets an owner with enough quota go on, and changes nothing', async () => {
    azure.asked.length = 0;
    const { code, text } = await check({ value: [{ actions: ['*'], notActions: [] }] }, { value: enough });
    expect(text).not.toMatch(/^!/m);
    expect(code).toBe(0);
    expect(azure.asked.map(({ method }) => method)).toEqual(['GET', 'GET']);
  });

  it('stops a contributor, who may not grant roles', async () => {
    const contributor = { actions: ['*'], notActions: ['Microsoft.Authorization/*/Write'] };
    const { code, text } = await check({ value: [contributor] }, { value: enough });
    expect(text).toMatch(/^! You may not Microsoft\.Authorization\/roleAssignments\/write: you need Owner/m);
    expect(code).toBe(1);
  });

  it('reads every page of what somebody may do', async () => {
    const first = { value: [], nextLink: `${azure.url}/subscriptions/sub/more?page=2` };
    azure.answers.set('GET /subscriptions/sub/more', () => ({ value: [{ actions: ['*'] }] }));
    expect((await check(first, { value: enough })).code).toBe(0);
    // A token is not sent where a page points to by mistake or malice.
    const elsewhere = { value: [], nextLink: 'https://elsewhere.example/more' };
    expect((await check(elsewhere, { value: enough })).code).toBe(1);
  });

  it('stops when the models have no quota left in the region', async () => {
    const used = enough.map((one) => ({ ...one, currentValue: one.limit }));
    const { code, text } = await check({ value: [{ actions: ['*'] }] }, { value: used });
    expect(text).toMatch(/^! OpenAI\..*: 0 thousand tokens a minute left in eastus2/m);
    expect(code).toBe(1);
    const existing = await check(
      { value: [{ actions: ['*'] }] },
      { value: used },
      { EXISTING_FOUNDRY_ACCOUNT: 'mine' },
    );
    expect(existing.code).toBe(0);
  });

  it("says what to do when Azure refuses, in Azure's own words", async () => {
    const { code, text } = await check(
      refusal(401, 'InvalidAuthenticationTokenTenant', 'The token is of another tenant.'),
      {},
    );
    expect(text).toMatch(
      /InvalidAuthenticationTokenTenant: The token is of another tenant\.\n {2}az login, to the tenant/,
    );
    expect(code).toBe(1);
  });

  it('asks for what it has not been told', async () => {
    expect((await check({}, {}, { AZURE_LOCATION: '' })).text).toMatch(
      /AZURE_SUBSCRIPTION_ID and AZURE_LOCATION are not set/,
    );
  });
});
