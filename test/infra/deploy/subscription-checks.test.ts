import { checkPermissions, checkQuota } from '../../../local/deploy/subscription-checks.ts';

const failing = (findings: readonly { ok: boolean; line: string }[]) => findings.filter(({ ok }) => !ok);

describe('what the caller may do', () => {
  it('is enough for an owner', () => {
    expect(failing(checkPermissions([{ actions: ['*'], notActions: [] }]))).toEqual([]);
  });

  it('lacks the granting of roles for a contributor, and says which role would do', () => {
    const contributor = {
      actions: ['*'],
      notActions: ['Microsoft.Authorization/*/Write', 'Microsoft.Authorization/*/Delete'],
    };
    const [missing, ...more] = failing(checkPermissions([contributor]));
    expect(more).toEqual([]);
    expect(missing?.line).toMatch(
      /roleAssignments\/write: you need Owner, or Contributor with Role Based Access Control/,
    );
  });

  it('is put together from several roles', () => {
    const contributor = { actions: ['*'], notActions: ['Microsoft.Authorization/*/Write'] };
    const granting = { actions: ['Microsoft.Authorization/roleAssignments/write'] };
    expect(failing(checkPermissions([contributor, granting]))).toEqual([]);
  });

  it('is nothing for a reader, and for somebody without any role', () => {
    expect(failing(checkPermissions([{ actions: ['*/read'] }]))).toHaveLength(3);
    expect(failing(checkPermissions([]))).toHaveLength(3);
  });
});

describe('the quota of a region', () => {
  const wanted = [{ model: 'gpt-4o-mini', sku: 'GlobalStandard', capacity: 30 }];
  const usage = (currentValue: number, limit: number) => [
    { name: { value: 'OpenAI.GlobalStandard.gpt-4o-mini' }, currentValue, limit },
  ];

  it('is enough when what is left covers what is wanted', () => {
    expect(checkQuota(usage(70, 100), wanted, 'swedencentral')).toEqual([
      { ok: true, line: 'OpenAI.GlobalStandard.gpt-4o-mini: 30 thousand tokens a minute left in swedencentral.' },
    ]);
  });

  it('is too little when one thousand is missing, when it is overdrawn, and when Azure lists none', () => {
    for (const usages of [usage(71, 100), usage(120, 100), []]) {
      const [finding] = checkQuota(usages, wanted, 'swedencentral');
      expect(finding?.ok).toBe(false);
      expect(finding?.line).toMatch(/30 wanted.*AZURE_LOCATION/);
    }
  });
});
