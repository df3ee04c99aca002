import type { TestEmulator } from '../../../../test/support/emulator.ts';
import { catalogue, type OperationId } from '../../src/spec/catalogue.ts';
import { type ApiClient, type ApiRequest, apiClientOf, followed, type Json, operationOf } from './api-client.ts';
import { equippedEmulator } from './equipped-emulator.ts';
import { cursorLists, linkedLists } from './lists.ts';

let emulator: TestEmulator;
let api: ApiClient;
beforeAll(async () => {
  emulator = await equippedEmulator();
  api = apiClientOf(emulator);
});
afterAll(() => emulator?.close());

/** Not divisible by the size of a page, so that the last one is not full. */
const COUNT = 8;
const LIMIT = 3;
/** More than one page of a list whose pages the service cuts. */
const MANY = 55;

interface Page {
  readonly ids: string[];
  readonly more: boolean;
  readonly ends: readonly unknown[];
}

const idsOf = (objects: unknown) => (objects as { id: string }[]).map(({ id }) => id);

async function page(id: OperationId, order: ApiRequest, query: Record<string, string>): Promise<Page> {
  const body = await api.made(id, { ...order, query: { ...order.query, ...query } });
  const { first_id, last_id, has_more } = body;
  return { ids: idsOf(body.data), more: has_more === true, ends: [first_id, last_id] };
}

/** Page by page to the end, from the beginning or, by `before`, from the last object to the first. */
async function walk(
  id: OperationId,
  order: ApiRequest,
  query: Record<string, string>,
  before?: string,
): Promise<string[]> {
  const found: string[][] = [];
  let cursor: Record<string, string> = before === undefined ? {} : { before };
  for (let pages = 0; pages < 1_000; pages++) {
    const { ids, more, ends } = await page(id, order, { limit: `${LIMIT}`, ...query, ...cursor });
    if (before === undefined) found.push(ids);
    else found.unshift(ids);
    if (ends[0] !== undefined && ids.length > 0) expect(ends).toEqual([ids[0], ids.at(-1)]);
    if (!more) return found.flat();
    expect(ids).toHaveLength(Number(query.limit ?? LIMIT));
    cursor = before === undefined ? { after: `${ids.at(-1)}` } : { before: `${ids[0]}` };
  }
  throw new Error(`${id} has no last page.`);
}

const listIds = Object.keys(cursorLists) as (keyof typeof cursorLists)[];

it('every list of the references is walked', () => {
  const lists = catalogue.filter(({ answers }) => /^(list<|Paged|.*List|list[A-Z])/.test(answers[200] ?? ''));
  const walked = new Set<string>([...listIds, ...Object.keys(linkedLists)]);
  const left = lists.filter(({ id, method }) => method === 'GET' && !walked.has(id));
  expect(left.map(({ id }) => id)).toEqual([]);
});

const parametersOf = (id: keyof typeof cursorLists): Readonly<Record<string, string>> => operationOf(id).query ?? {};

/** The query of a list, which is filled on first use. */
const filled = new Map<keyof typeof cursorLists, Promise<ApiRequest>>();
function orderOf(id: keyof typeof cursorLists): Promise<ApiRequest> {
  const order = filled.get(id) ?? Promise.resolve(cursorLists[id](api, COUNT));
  filled.set(id, order);
  return order;
}

it.each(listIds)('%s comes to its end, with everything in it once', async (id) => {
  const order = await orderOf(id);
  const all = await walk(id, order, { limit: '100' });
  expect(all.length).toBeGreaterThanOrEqual(COUNT);
  expect(new Set(all).size).toBe(all.length);
  expect(await walk(id, order, {})).toEqual(all);
});

it.each(listIds)('%s refuses a cursor that names nothing, and pages of no or too many objects', async (id) => {
  const order = await orderOf(id);
  const wrong = [
    ['after', 'nobody'],
    ...('before' in parametersOf(id) ? [['before', 'nobody']] : []),
    ['limit', '0'],
    ['limit', '100000'],
  ] as [string, string][];
  for (const [name, value] of wrong) {
    const { status, body } = await api.send(id, { ...order, query: { [name]: value } });
    const { param } = (body.error ?? {}) as { param?: string };
    expect({ name, status, param }).toEqual({ name, status: 400, param: name });
  }
});

it.each(listIds.filter((id) => 'order' in parametersOf(id)))('%s is the same the other way round', async (id) => {
  const order = await orderOf(id);
  const [asc, desc] = [await walk(id, order, { order: 'asc' }), await walk(id, order, { order: 'desc' })];
  expect(asc).toEqual(desc.toReversed());
  expect([asc, desc]).toContainEqual(await walk(id, order, {}));
});

const backwards = listIds
  .filter((id) => 'before' in parametersOf(id))
  .flatMap((id) => [[id, 'asc'] as const, [id, 'desc'] as const]);

it.each(backwards)('%s (%s) comes to its beginning, and stops between two cursors', async (id, direction) => {
  const order = await orderOf(id);
  const whole = await walk(id, order, { order: direction });
  expect(await walk(id, order, { order: direction }, whole.at(-1))).toEqual(whole.slice(0, -1));
  const between = { order: direction, after: `${whole[1]}`, before: `${whole[6]}`, limit: '100' };
  expect((await page(id, order, between)).ids).toEqual(whole.slice(2, 6));
});

const linkedIds = Object.keys(linkedLists) as (keyof typeof linkedLists)[];

describe.each(linkedIds)('%s', (id) => {
  it('comes to its end by the links of its pages, with everything in it once', async () => {
    const order = await linkedLists[id](api, MANY);
    const keys: string[] = [];
    let current: Json = await api.made(id, order);
    let pages = 1;
    for (; ; pages++) {
      const objects = current.value as Record<string, unknown>[];
      expect(objects.length).toBeGreaterThan(0);
      keys.push(...objects.map((each) => JSON.stringify([each.id, each.name, each.version])));
      if (typeof current.nextLink !== 'string') break;
      current = await followed(current.nextLink);
    }
    expect(keys.length).toBeGreaterThanOrEqual(MANY);
    expect(new Set(keys).size).toBe(keys.length);
    expect(pages).toBeGreaterThan(1);
  });

  it('refuses a link that was changed on the way', async () => {
    const order = await linkedLists[id](api, 1);
    const { status } = await api.send(id, { ...order, query: { continuationToken: 'nobody' } });
    expect(status).toBe(400);
  });
});
