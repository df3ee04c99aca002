import type { Finding } from '../../../local/deploy/finding.ts';
import {
  checkModels,
  checkPermissions,
  checkProviders,
  checkQuota,
  type OfferedModel,
} from '../../../local/deploy/subscription-checks.ts';

const errors = (findings: readonly Finding[]) => findings.filter(({ level }) => level === 'error');

describe('checkPermissions', () => {
  it('accepts an owner', () => {
    expect(errors(checkPermissions([{ actions: ['*'], notActions: [] }]))).toEqual([]);
  });

  it('refuses a contributor, who may not assign roles, and names a role that may', () => {
    const contributor = {
      actions: ['*'],
      notActions: ['Microsoft.Authorization/*/Write', 'Microsoft.Authorization/*/Delete'],
    };
    const [missing, ...more] = errors(checkPermissions([contributor]));
    expect(more).toEqual([]);
    expect(missing?.line).toMatch(
      /roleAssignments\/write: you need Owner, or Contributor with Role Based Access Control/,
    );
  });

  it('adds up several roles', () => {
    const contributor = { actions: ['*'], notActions: ['Microsoft.Authorization/*/Write'] };
    const granting = { actions: ['Microsoft.Authorization/roleAssignments/write'] };
    expect(errors(checkPermissions([contributor, granting]))).toEqual([]);
  });

  it('refuses a reader, and a user without a role', () => {
    expect(errors(checkPermissions([{ actions: ['*/read'] }]))).toHaveLength(3);
    expect(errors(checkPermissions([]))).toHaveLength(3);
  });
});

const wanted = {
  name: 'chat',
  model: 'gpt-5.4-mini',
  version: '2026-03-17',
  sku: 'GlobalStandard',
  retires: '2027-09-21',
  lookedUp: '2026-12-01',
};
const QUOTA = 'OpenAI.GlobalStandard.gpt-5.4-mini';

describe('checkQuota', () => {
  const usage = (currentValue: number, limit: number) => [{ name: { value: QUOTA }, currentValue, limit }];

  it('accepts a quota that covers the wanted capacity', () => {
    expect(checkQuota(usage(70, 100), [wanted], 30, 'swedencentral')).toEqual([
      { level: 'ok', line: `${QUOTA}: 30 thousand tokens a minute left in swedencentral.` },
    ]);
  });

  it('refuses when one thousand is missing, when the quota is overdrawn, and when Azure lists none', () => {
    for (const usages of [usage(71, 100), usage(120, 100), []]) {
      const [finding] = checkQuota(usages, [wanted], 30, 'swedencentral');
      expect(finding?.level).toBe('error');
      expect(finding?.line).toMatch(/30 wanted.*AZURE_LOCATION/);
    }
  });

  it('does not count the deployment of an earlier run as used by others', () => {
    const [finding] = checkQuota(usage(100, 100), [wanted], 30, 'swedencentral', [{ quota: QUOTA, capacity: 30 }]);
    expect(finding).toMatchObject({ level: 'ok', line: expect.stringMatching(/30 that this deployment has already/) });
  });
});

describe('checkModels', () => {
  const offered = (change: Partial<OfferedModel> = {}): OfferedModel[] => [
    {
      name: 'gpt-5.4-mini',
      version: '2026-03-17',
      lifecycleStatus: 'GenerallyAvailable',
      deprecation: { inference: '2027-09-21T00:00:00Z' },
      skus: [{ name: 'GlobalStandard' }],
      ...change,
    },
  ];
  const check = (models: readonly OfferedModel[], today = '2026-12-01') =>
    checkModels(models, [wanted], 'swedencentral', new Date(today))[0];

  it('accepts a model that the region offers, and tells its retirement', () => {
    expect(check(offered())).toMatchObject({ level: 'ok', line: expect.stringMatching(/retires on 2027-09-21/) });
  });

  it.each<[string, Partial<OfferedModel>, RegExp]>([
    ['another version only', { version: '2025-01-01' }, /does not offer gpt-5\.4-mini 2026-03-17/],
    ['another SKU only', { skus: [{ name: 'Standard' }] }, /as Standard, not as GlobalStandard/],
    ['a deprecated model', { lifecycleStatus: 'Deprecated' }, /is Deprecated .*cannot be deployed/],
    [
      'a model past its retirement',
      { deprecation: { inference: '2026-10-01T00:00:00Z' } },
      /is GenerallyAvailable.*2026-10-01/,
    ],
  ])('refuses %s', (_, change, expected) => {
    const finding = check(offered(change));
    expect(finding?.level).toBe('error');
    expect(finding?.line).toMatch(expected);
    expect(finding?.line).toMatch(/infra\/models\.json/);
  });

  it('warns from 60 days before the retirement', () => {
    expect(check(offered(), '2027-07-24')?.level).toBe('warning');
    expect(check(offered(), '2027-07-22')?.level).toBe('ok');
  });

  it('uses the date of infra/models.json where the region gives none', () => {
    expect(check(offered({ deprecation: null }), '2027-09-01')?.level).toBe('warning');
  });
});

describe('checkProviders', () => {
  it('names the missing ones and how to register them', () => {
    const providers = [
      { namespace: 'microsoft.app', registrationState: 'Registered' },
      { namespace: 'Microsoft.ContainerService', registrationState: 'NotRegistered' },
    ];
    expect(checkProviders(providers, ['Microsoft.App'])[0]?.level).toBe('ok');
    const [finding] = checkProviders(providers, ['Microsoft.App', 'Microsoft.ContainerService', 'Microsoft.Web']);
    expect(finding?.level).toBe('error');
    expect(finding?.line).toMatch(/^Microsoft\.ContainerService, Microsoft\.Web are not registered.*-- --register/);
  });
});
