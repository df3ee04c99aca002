import fc from 'fast-check';
import { StateDatabase } from '../../../src/core/store/state-database.ts';
import { type Collection, type ListOptions, UnknownCursor } from '../../../src/core/store/store.ts';

interface Pet {
  readonly id: string;
  readonly kind: string;
  readonly age: number;
  readonly chipped?: boolean;
}

const databases: StateDatabase[] = [];
afterEach(() => {
  for (const database of databases.splice(0)) database.close();
});

function pets(project = 'local', database = open()): Collection<Pet> {
  return database.store(project).collection<Pet>({
    name: 'pets',
    key: ({ id }) => id,
    indexes: { kind: ({ kind }) => kind, age: ({ age }) => age, chipped: ({ chipped }) => chipped },
  });
}

function open(): StateDatabase {
  const database = StateDatabase.open();
  databases.push(database);
  return database;
}

const pet = (id: string, kind = 'cat', age = 1): Pet => ({ id, kind, age });
const ids = (slice: { objects: Pet[] }) => slice.objects.map(({ id }) => id);

describe('a collection', () => {
  it('gives back what was put, and says whether it was new', () => {
    const all = pets();
    expect(all.put(pet('a')).created).toBe(true);
    expect(all.put(pet('a', 'dog')).created).toBe(false);
    expect(all.get('a')).toEqual(pet('a', 'dog'));
    expect(all.get('b')).toBeUndefined();
  });

  it('keeps the place of an object that is replaced', () => {
    const all = pets();
    for (const id of ['a', 'b', 'c']) all.put(pet(id));
    all.put(pet('a', 'dog'));
    expect(ids(all.list())).toEqual(['a', 'b', 'c']);
    expect(ids(all.list({ order: 'desc', limit: 2 }))).toEqual(['c', 'b']);
  });

  it('is found by its present values only', () => {
    const all = pets();
    all.put(pet('a', 'cat'));
    all.put(pet('a', 'dog'));
    expect(all.list({ where: { kind: 'cat' } }).objects).toEqual([]);
    expect(ids(all.list({ where: { kind: 'dog' } }))).toEqual(['a']);
    all.delete('a');
    expect(all.count({ kind: 'dog' })).toBe(0);
  });

  it('leaves conditions out that are undefined, and finds booleans', () => {
    const all = pets();
    all.put({ ...pet('a'), chipped: true });
    all.put({ ...pet('b'), chipped: false });
    all.put(pet('c'));
    expect(ids(all.list({ where: { kind: undefined, chipped: true } }))).toEqual(['a']);
    expect(ids(all.list({ where: { chipped: false } }))).toEqual(['b']);
  });

  it('goes on from an object that was deleted meanwhile', () => {
    const all = pets();
    for (const id of ['a', 'b', 'c', 'd']) all.put(pet(id));
    for (const id of ['a', 'b']) all.delete(id);
    expect(ids(all.list({ after: 'b' }))).toEqual(['c', 'd']);
  });

  it('refuses a cursor that never was', () => {
    expect(() => pets().list({ after: 'nobody' })).toThrow(UnknownCursor);
  });

  it('is apart from that of another project', () => {
    const database = open();
    pets('one', database).put(pet('a'));
    expect(pets('two', database).count()).toBe(0);
    expect(database.projects().sort()).toEqual(['one', 'two']);
  });

  it('keeps nothing of a transaction that fails', () => {
    const database = open();
    const all = pets('local', database);
    const store = database.store('local');
    expect(() =>
      store.transaction(() => {
        all.put(pet('a'));
        throw new Error('no');
      }),
    ).toThrow('no');
    expect(all.count()).toBe(0);
  });
});

describe('walking a collection page by page', () => {
  const step = fc.oneof(
    fc.record({
      put: fc.constantFrom(...'abcdefghij'),
      kind: fc.constantFrom('cat', 'dog'),
      age: fc.integer({ min: 0, max: 3 }),
    }),
    fc.record({ remove: fc.constantFrom(...'abcdefghij') }),
  );
  const walk = fc.record({
    limit: fc.integer({ min: 1, max: 4 }),
    order: fc.constantFrom('asc' as const, 'desc' as const),
    by: fc.constantFrom(undefined, 'age'),
    kind: fc.constantFrom(undefined, 'cat'),
  });

  it('shows every object once and in order, forward and back', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), walk, (steps, { kind, ...options }) => {
        const all = pets();
        const model = new Map<string, Pet>();
        for (const each of steps) {
          if ('put' in each) {
            all.put(pet(each.put, each.kind, each.age));
            model.set(each.put, pet(each.put, each.kind, each.age));
          } else expect(all.delete(each.remove)).toBe(model.delete(each.remove));
        }
        const expected = [...model.values()].filter((one) => kind === undefined || one.kind === kind);
        if (options.by) expected.sort((a, b) => a.age - b.age);
        // Objects of the same age are then in reverse order of insertion.
        if (options.order === 'desc') expected.reverse();
        const where = { kind };
        expect(forward(all, { ...options, where })).toEqual(expected);
        expect(backward(all, { ...options, where })).toEqual(expected);
        expect([...all.all({ ...options, where })]).toEqual(expected);
        expect(all.count(where)).toBe(expected.length);
      }),
    );
  });
});

it('looks up a page of a large collection by index, wherever it begins', () => {
  const all = pets();
  for (let number = 0; number < 3_000; number += 1) all.put(pet(`${number}`, number % 2 ? 'cat' : 'dog'));
  expect(ids(all.list({ after: '2499', limit: 2 }))).toEqual(['2500', '2501']);
  expect(ids(all.list({ after: '2499', limit: 2, where: { kind: 'cat' }, order: 'desc' }))).toEqual(['2497', '2495']);
  expect(ids(all.list({ before: '10', limit: 2 }))).toEqual(['8', '9']);
});

function forward(all: Collection<Pet>, options: ListOptions): Pet[] {
  const seen: Pet[] = [];
  let slice = all.list(options);
  seen.push(...slice.objects);
  while (slice.more) {
    slice = all.list({ ...options, after: slice.objects.at(-1)?.id });
    seen.push(...slice.objects);
  }
  return seen;
}

/** From the last object back to the first. */
function backward(all: Collection<Pet>, options: ListOptions): Pet[] {
  const last = all.list({ ...options, limit: undefined }).objects.at(-1);
  if (!last) return [];
  const seen = [last];
  let slice: { objects: Pet[]; more: boolean } = { objects: [last], more: true };
  while (slice.more) {
    slice = all.list({ ...options, before: slice.objects[0]?.id });
    seen.unshift(...slice.objects);
  }
  return seen;
}
