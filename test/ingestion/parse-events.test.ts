import { parseEvents } from '../../shared/ingestion/events/parse-events.ts';

const subject = '/blobServices/default/containers/documents/blobs/handbook/a b%20ü#?.md';
const path = { container: 'documents', blob: 'handbook/a b%20ü#?.md' };
const at = Date.parse('2026-11-25T10:00:00Z');

describe('events of blobs', () => {
  it('are read in Event Grid’s schema, as JSON and as base64 of it', () => {
    const event = {
      eventType: 'Microsoft.Storage.BlobCreated',
      eventTime: '2026-11-25T10:00:00Z',
      subject,
      data: { eTag: '0x8D1' },
    };
    const expected = [{ ...path, etag: '0x8D1', at }];
    expect(parseEvents(event, 0)).toEqual(expected);
    expect(parseEvents([event], 0)).toEqual(expected);
    expect(parseEvents(Buffer.from(JSON.stringify(event)).toString('base64'), 0)).toEqual(expected);
  });

  it('are read in CloudEvents’ schema', () => {
    const event = { specversion: '1.0', type: 'Microsoft.Storage.BlobDeleted', time: '2026-11-25T10:00:00Z', subject };
    expect(parseEvents(event, 0)).toEqual([{ ...path, at }]);
  });

  it('of a rename are two changes', () => {
    const event = {
      eventType: 'Microsoft.Storage.BlobRenamed',
      eventTime: '2026-11-25T10:00:00Z',
      subject: '/blobServices/default/containers/documents/blobs/new%20name.md',
      data: {
        sourceUrl: 'https://acct.dfs.core.windows.net/documents/old%20name.md',
        destinationUrl: 'https://acct.dfs.core.windows.net/documents/new%20name.md',
      },
    };
    expect(parseEvents(event, 0)).toEqual([
      { container: 'documents', blob: 'old name.md', at },
      { container: 'documents', blob: 'new name.md', at },
    ]);
  });

  it.each([
    ['no JSON', 'not json', 'invalid_json'],
    ['no event', '"text"', 'invalid_event'],
    ['no type', { subject }, 'invalid_event'],
    ['another type', { eventType: 'Microsoft.Storage.BlobTierChanged', subject }, 'unknown_event_type'],
    ['no blob', { eventType: 'Microsoft.Storage.BlobCreated', subject: '/x' }, 'invalid_event'],
  ])('that are %s are refused with a reason', (_, body, code) => {
    expect(() => parseEvents(body, 0)).toThrow(expect.objectContaining({ code }));
  });
});
