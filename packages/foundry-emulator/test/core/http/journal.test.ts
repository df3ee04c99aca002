import { Journal, type JournalEntry } from '../../../src/core/http/request-journal.ts';

const entry = (number: number): JournalEntry => ({
  id: `${number}`,
  time: '',
  method: 'GET',
  path: '/',
  operation: number % 2 ? 'odd' : null,
  project: 'local',
  status: 200,
  durationMs: 1,
});

it('gives the newest first, and forgets the oldest', () => {
  const journal = new Journal();
  for (let number = 0; number < 5_000; number += 1) journal.add(entry(number));
  expect(journal.latest({ limit: 2 }).map(({ id }) => id)).toEqual(['4999', '4998']);
  expect(journal.latest({ limit: 1, operation: 'odd' }).map(({ id }) => id)).toEqual(['4999']);
  expect(journal.latest({ limit: 9_999 })).toHaveLength(1_000);
  expect(journal.total).toBe(5_000);
  journal.clear();
  expect(journal.latest()).toEqual([]);
});
