import { ingestionSettings } from '../../functions/ingestion/ingestion-settings.ts';

describe('the settings of ingestion', () => {
  it('are the limits of the service unless they say otherwise', () =>
    expect(ingestionSettings({})).toEqual({
      uploads: { perSecond: 30, atOnce: 64 },
      attaches: { perSecond: 5, atOnce: 1 },
      batches: { most: 500, latency: 10_000, quiet: 500 },
    }));

  it('know that v1 takes larger batches', () =>
    expect(ingestionSettings({ FOUNDRY_API_VERSION: 'v1' }).batches.most).toBe(2_000));

  it('may take limits away, and wait for less', () => {
    const off = { INGESTION_UPLOADS_PER_SECOND: 'off', INGESTION_ATTACHES_PER_MINUTE: 'off' };
    expect(ingestionSettings({ ...off, INGESTION_BATCH_LATENCY: 'PT0.5S' })).toMatchObject({
      uploads: { perSecond: Number.POSITIVE_INFINITY },
      attaches: { perSecond: Number.POSITIVE_INFINITY },
      batches: { latency: 500, quiet: 500 },
    });
  });

  it.each([
    { INGESTION_UPLOADS_PER_SECOND: 'many' },
    { INGESTION_ATTACHES_PER_MINUTE: '0' },
    { INGESTION_UPLOADS_AT_ONCE: '-1' },
    { INGESTION_BATCH_LATENCY: 'ten seconds' },
  ])('say which of them makes no sense: %j', (settings) =>
    expect(() => ingestionSettings(settings)).toThrow(new RegExp(`${Object.keys(settings)[0]} is ".*Set it to`)),
  );
});
