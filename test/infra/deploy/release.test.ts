import { releaseCommand } from '../../../local/deploy/release-command.ts';
import { type Management, ManagementError } from '../../../shared/azure/management/management.ts';

const GROUP = '/subscriptions/sub/resourceGroups/rg-shop';
const ACCOUNT = `${GROUP}/providers/Microsoft.CognitiveServices/accounts/foundry-1`;
const SUBNET = `${GROUP}/providers/Microsoft.Network/virtualNetworks/vnet/subnets/agents`;

/** A management API in which the account goes after one look, and its subnet is released after two. */
function fakeManagement() {
  const calls: string[] = [];
  let [looks, waits] = [0, 0];
  const azure: Management = {
    list: async (_, __, shape) => [
      shape.parse({
        id: ACCOUNT,
        name: 'foundry-1',
        location: 'swedencentral',
        properties: { networkInjections: [{ subnetArmId: SUBNET }] },
      }),
    ],
    get: async (id, _, shape) => {
      calls.push(`get ${id.split('/').at(-1)}`);
      if (id === ACCOUNT && looks++ > 0) throw new ManagementError(404, 'gone');
      return shape.parse({ properties: { serviceAssociationLinks: waits++ > 1 ? [] : [{}] } });
    },
    post: async (_, __, shape) => shape.parse({}),
    delete: async (id) => void calls.push(`delete ${id.split('/').slice(-2).join('/')}`),
  };
  return { azure, calls };
}

describe('npm run deploy:release', () => {
  const command = { subscription: 'sub', resourceGroup: 'rg-shop', print: () => {}, every: 1, patience: 5_000 };

  it('deletes the account, purges it, and waits until its subnet is released', async () => {
    const { azure, calls } = fakeManagement();
    expect(await releaseCommand({ ...command, azure, confirmed: 'rg-shop' })).toBe(0);
    const deletions = calls.filter((call) => call.startsWith('delete'));
    expect(deletions).toEqual(['delete accounts/foundry-1', 'delete deletedAccounts/foundry-1']);
    expect(calls.at(-1)).toBe('get agents');
    expect(calls.filter((call) => call === 'get agents').length).toBeGreaterThan(1);
  });

  it.each([undefined, 'rg-other'])('deletes nothing when it is confirmed with %s', async (confirmed) => {
    const { azure, calls } = fakeManagement();
    await expect(releaseCommand({ ...command, azure, confirmed })).rejects.toThrow(
      /for good.*npm run deploy:release -- rg-shop/,
    );
    expect(calls).toEqual([]);
  });
});
