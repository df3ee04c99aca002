import fc from 'fast-check';
import { jitter, nextWait, type Outlook } from '../../../shared/jobs/polling/next-wait.ts';
import { DEFAULT_PACE } from '../../../shared/jobs/polling/pace.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const { shortest, longest } = DEFAULT_PACE;

const wait = (outlook: Outlook, seed = 'ft-1/1') => nextWait(outlook, DEFAULT_PACE, seed);
/** The mean over many seeds: what the jitter leaves of a wait. */
const typicalWait = (outlook: Outlook) =>
  Array.from({ length: 200 }, (_, at) => wait(outlook, `seed ${at}`)).reduce((sum, one) => sum + one, 0) / 200;

const time = fc.integer({ min: 0, max: 60 * 24 * HOUR });
const outlook: fc.Arbitrary<Outlook> = fc.record(
  { age: time, typical: time, remaining: fc.integer({ min: -10 * HOUR, max: 60 * 24 * HOUR }), asked: time },
  { requiredKeys: ['age'] },
);

describe('the wait until the next look at a job', () => {
  it('stays within the pace, whatever is known, unless the service asks for more', () => {
    fc.assert(
      fc.property(outlook, fc.string(), (known, seed) => {
        const found = wait(known, seed);
        expect(found).toBeGreaterThanOrEqual(Math.max(shortest, known.asked ?? 0));
        expect(found).toBeLessThanOrEqual(Math.max(longest, known.asked ?? 0));
      }),
    );
  });

  it('is the same for the same seed, and another for another', () => {
    fc.assert(fc.property(outlook, fc.string(), (known, seed) => expect(wait(known, seed)).toBe(wait(known, seed))));
    const waits = new Set(Array.from({ length: 50 }, (_, at) => wait({ age: HOUR }, `ft-${at}/7`)));
    expect(waits.size).toBeGreaterThan(40);
  });

  it('is about a tenth of the age', () => {
    for (const age of [10 * MINUTE, HOUR, 5 * HOUR]) {
      expect(typicalWait({ age }) / age).toBeGreaterThan(0.085);
      expect(typicalWait({ age }) / age).toBeLessThanOrEqual(0.1);
    }
  });

  it('is halved around the length such jobs usually have', () => {
    const typical = 2 * HOUR;
    expect(typicalWait({ age: typical, typical })).toBeLessThan(typicalWait({ age: typical }) * 0.55);
    expect(typicalWait({ age: typical * 2, typical })).toBe(typicalWait({ age: typical * 2 }));
  });

  it('is never longer for an estimate, however far off that lies', () => {
    fc.assert(
      fc.property(outlook, fc.string(), ({ remaining, ...rest }, seed) => {
        const estimated = wait({ ...rest, ...(remaining === undefined ? {} : { remaining }) }, seed);
        expect(estimated).toBeLessThanOrEqual(wait(rest, seed));
      }),
    );
  });

  it('closes in on a foretold finish, and spreads again when that has passed', () => {
    const age = 10 * HOUR;
    const near = wait({ age, remaining: 10 * MINUTE });
    expect(near).toBeLessThan(10 * MINUTE);
    expect(near).toBeGreaterThan(2 * MINUTE);
    expect(wait({ age, remaining: -1 })).toBeLessThan(age * 0.011);
    expect(typicalWait({ age, remaining: -2 * HOUR })).toBeGreaterThan(30 * MINUTE);
  });

  it('heeds a wait the service asks for, be it longer than the longest of ours', () => {
    expect(wait({ age: MINUTE, asked: 6 * HOUR })).toBe(6 * HOUR);
  });
});

describe('the jitter', () => {
  it('lies from 0 up to 1 and is spread evenly', () => {
    const found = Array.from({ length: 10_000 }, (_, at) => jitter(`ft-${at}/${at % 7}`));
    expect(Math.min(...found)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...found)).toBeLessThan(1);
    for (let tenth = 0; tenth < 10; tenth++) {
      const share = found.filter((value) => Math.floor(value * 10) === tenth).length / found.length;
      expect(share).toBeGreaterThan(0.085);
      expect(share).toBeLessThan(0.115);
    }
  });
});
