import { ApiError } from '../../../src/core/http/api-error.ts';
import { continuationPage, cursorPage } from '../../../src/core/http/paging.ts';
import { StateDatabase } from '../../../src/core/store/state-database.ts';

const database = StateDatabase.open();
afterAll(() => database.close());

const all = database.store('local').collection<{ id: string }>({ name: 'numbers', key: ({ id }) => id });
for (let number = 1; number <= 120; number += 1) all.put({ id: `n${number}` });

describe('a cursor page', () => {
  it('is newest first and says where it begins, ends and whether there is more', () => {
    const page = cursorPage(all, { limit: 2 });
    expect(page).toEqual({
      object: 'list',
      data: [{ id: 'n120' }, { id: 'n119' }],
      first_id: 'n120',
      last_id: 'n119',
      has_more: true,
    });
  });

  it('shows what lies just before an object, in the order asked for', () => {
    const page = cursorPage(all, { limit: 2, order: 'asc', before: 'n10' });
    expect(page.data).toEqual([{ id: 'n8' }, { id: 'n9' }]);
  });

  it('between two objects shows those after the first', () => {
    const page = cursorPage(all, { limit: 5, order: 'asc', after: 'n1', before: 'n4' });
    expect(page).toMatchObject({ data: [{ id: 'n2' }, { id: 'n3' }], has_more: false });
  });

  it('has no ids where it is empty', () => {
    const page = cursorPage(all, { limit: 2, order: 'asc', after: 'n120' });
    expect(page).toEqual({ object: 'list', data: [], first_id: null, last_id: null, has_more: false });
  });

  it.each(['after', 'before'])('names the parameter when %s names nothing', (name) => {
    const read = () => cursorPage(all, { limit: 2, [name]: 'nobody' });
    expect(read).toThrow(ApiError);
    expect(read).toThrow(expect.objectContaining({ status: 400, details: expect.objectContaining({ param: name }) }));
  });
});

describe('a continuation page', () => {
  it('leads to the next one on the endpoint the client used, until the last', () => {
    const seen: unknown[] = [];
    let url: URL | undefined = new URL('https://127.0.0.1:1234/api/projects/p/numbers?api-version=v1&kind=a%20b');
    let pages = 0;
    while (url) {
      const page: { value: readonly object[]; nextLink?: string } = continuationPage(all, url);
      seen.push(...page.value);
      pages += 1;
      url = page.nextLink === undefined ? undefined : new URL(page.nextLink);
      if (url)
        expect(url.href).toMatch(/^https:\/\/127\.0\.0\.1:1234\/api\/projects\/p\/numbers\?api-version=v1&kind=a\+b&/);
    }
    expect(pages).toBe(3);
    expect(seen).toEqual([...all.all()]);
  });

  it('refuses a token that it did not give', () => {
    expect(() => continuationPage(all, new URL('https://x/?continuationToken=zz'))).toThrow(ApiError);
  });
});
