import { faultRequest } from '../../../src/core/http/fault.ts';
import { Faults } from '../../../src/core/http/faults.ts';

const target = { operation: 'Agents_GetAgent', method: 'GET', path: '/api/projects/local/agents/a' };

function armed(...requests: unknown[]): Faults {
  const faults = new Faults();
  for (const request of requests) faults.add(faultRequest.parse(request));
  return faults;
}

describe('a fault', () => {
  it.each([
    {},
    { operation: 'Agents_GetAgent' },
    { operation: 'Agents_*' },
    { method: 'get' },
    { path: '*/agents/*' },
    { operation: '*Agent', method: 'GET', path: '/api/*' },
  ])('strikes what it describes: %j', (match) => {
    expect(armed({ ...match, status: 500 }).strike(target)?.status).toBe(500);
  });

  it.each([{ operation: 'Agents_Get' }, { operation: 'Agents?GetAgent' }, { method: 'POST' }, { path: '/agents/*' }])(
    'leaves alone what it does not describe: %j',
    (match) => expect(armed({ ...match, status: 500 }).strike(target)).toBeUndefined(),
  );

  it('with an operation leaves addresses alone that lead to none', () => {
    expect(armed({ operation: '*', status: 500 }).strike({ ...target, operation: null })).toBeUndefined();
  });

  it('strikes as often as it says, and then the next one does', () => {
    const faults = armed({ status: 429, times: 2 }, { status: 503 });
    const statuses = Array.from({ length: 4 }, () => faults.strike(target)?.status);
    expect(statuses).toEqual([429, 429, 503, 503]);
    expect(faults.list().map(({ hits }) => hits)).toEqual([2, 2]);
  });

  it('strikes its share of the requests, the same ones for the same seed', () => {
    const pattern = (seed: number) => {
      const faults = armed({ status: 500, probability: 0.3, seed });
      return Array.from({ length: 1000 }, () => (faults.strike(target) ? 1 : 0));
    };
    expect(pattern(7)).toEqual(pattern(7));
    expect(pattern(7)).not.toEqual(pattern(8));
    const hits = pattern(7).filter(Boolean).length;
    expect(hits).toBeGreaterThan(230);
    expect(hits).toBeLessThan(370);
  });

  it('is gone when it is removed', () => {
    const faults = armed({ status: 500 }, { status: 501 });
    expect(faults.remove('fault-1')).toBe(true);
    expect(faults.remove('fault-1')).toBe(false);
    expect(faults.list().map(({ id }) => id)).toEqual(['fault-2']);
    faults.remove();
    expect(faults.strike(target)).toBeUndefined();
  });
});

it.each([
  [{}, 'say what goes wrong'],
  [{ operation: 'A' }, 'say what goes wrong'],
  [{ status: 200 }, 'status'],
  [{ status: 500, drop: 'before' }, 'exclude each other'],
  [{ status: 500, probability: 2 }, 'probability'],
  [{ status: 500, times: 0 }, 'times'],
  [{ status: 500, opperation: 'x' }, 'opperation'],
])('refuses %j', (request, why) => expect(() => faultRequest.parse(request)).toThrow(why));
