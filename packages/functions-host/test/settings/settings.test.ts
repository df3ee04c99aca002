import { makeSettings } from '../../src/settings/settings.ts';

describe('settings', () => {
  it('come from the environment, then from local.settings.json', () => {
    const settings = makeSettings({ A: 'file', B: 'file' }, { B: 'environment', C: undefined });
    expect([settings.get('A'), settings.get('b'), settings.get('C')]).toEqual(['file', 'environment', undefined]);
    expect(settings.environment).toEqual({ A: 'file', B: 'environment' });
  });

  it('replace %NAME% and name a missing one', () => {
    const settings = makeSettings({ QUEUE: 'orders' }, {});
    expect(settings.expand('%queue%-in')).toBe('orders-in');
    expect(settings.expand('100 % sure')).toBe('100 % sure');
    expect(() => settings.expand('%NOPE%')).toThrow(/%NOPE% names a setting that does not exist/);
  });

  it.each([
    ['true', true],
    ['True', true],
    ['1', true],
    ['false', false],
    ['0', false],
    ['', false],
  ])('AzureWebJobs.<function>.Disabled = "%s" disables a function: %s', (value, disabled) => {
    expect(makeSettings({ 'AzureWebJobs.orders.Disabled': value }, {}).isDisabled('orders')).toBe(disabled);
  });
});

describe('a connection', () => {
  const of = (values: Record<string, string>, name?: string) => makeSettings(values, {}).connection(name);

  it('is the setting of that name, with or without AzureWebJobs before it', () => {
    expect(of({ DATA: 'plain' }, 'DATA')).toEqual({ kind: 'connectionString', value: 'plain' });
    expect(of({ DATA: 'plain', AzureWebJobsDATA: 'prefixed' }, 'DATA')).toMatchObject({ value: 'prefixed' });
  });

  it('defaults to AzureWebJobsStorage', () => {
    expect(of({ AzureWebJobsStorage: 'storage' })).toMatchObject({ value: 'storage' });
    expect(of({ AzureWebJobsStorage: 'storage' }, '')).toMatchObject({ value: 'storage' });
  });

  it('may be a group of settings for an identity', () => {
    const values = { DATA__queueServiceUri: 'https://x.queue.core.windows.net', DATA__credential: 'managedidentity' };
    expect(of(values, 'DATA')).toEqual({
      kind: 'identity',
      properties: { queueServiceUri: 'https://x.queue.core.windows.net', credential: 'managedidentity' },
    });
    expect(of({ 'AzureWebJobsStorage:accountName': 'x' })).toMatchObject({ properties: { accountName: 'x' } });
  });

  it('reports its name and the remedy when it is missing or empty', () => {
    expect(() => of({ DATA: '' }, 'DATA')).toThrow(/connection DATA is not set\. Add a connection string DATA/);
  });
});
