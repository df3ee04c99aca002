import fc from 'fast-check';
import { type CallResult, type CallScenario, CallSimulation, type Outage } from './calls.ts';
import { SimulatedClock } from './clock.ts';
import { type DocumentScenario, DocumentSimulation } from './documents.ts';
import { Histogram } from './histogram.ts';
import { AT_PEAK, DOCUMENTS } from './scenarios.ts';
import { TokenBucket } from './storage-account.ts';

const SMALL: CallScenario = {
  ...AT_PEAK,
  seconds: 40,
  warmUpSeconds: 10,
  callsPerSecond: 20,
  tools: 2,
  shards: 2,
  scaling: { ...AT_PEAK.scaling, first: 1, most: 4, decisionSeconds: 2 },
};

function run(change: Partial<CallScenario>): { readonly result: CallResult; readonly open: number } {
  const simulation = new CallSimulation({ ...SMALL, ...change });
  return { result: simulation.run(), open: simulation.open };
}

describe('the clock', () => {
  it('runs events in the order of their times, and of their making within one time', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 50 }), { maxLength: 200 }), (delays) => {
        const clock = new SimulatedClock();
        const seen: { time: number; at: number }[] = [];
        for (const [at, delay] of delays.entries()) clock.after(delay, () => seen.push({ time: clock.now, at }));
        clock.run();
        const expected = delays.map((time, at) => ({ time, at })).toSorted((a, b) => a.time - b.time || a.at - b.at);
        expect(seen).toEqual(expected);
        expect(clock.events).toBe(delays.length);
      }),
    );
  });

  it.each([-1, Number.NaN])('refuses an event %d ms from now', (delay) => {
    expect(() => new SimulatedClock().after(delay, () => {})).toThrow('cannot be');
  });
});

describe('a token bucket', () => {
  it('lets no more through than its rate, after a second at once', () => {
    const bucket = new TokenBucket(100);
    let taken = 0;
    for (let now = 0; now < 10_000; now += 1) for (let more = 0; more < 5; more++) if (bucket.take(now)) taken += 1;
    expect(taken).toBeGreaterThanOrEqual(1_000);
    expect(taken).toBeLessThanOrEqual(1_100);
  });
});

it('a histogram gives percentiles within two per cent', () => {
  const histogram = new Histogram();
  for (let value = 1; value <= 10_000; value++) histogram.add(value);
  expect(histogram.percentile(0.5) / 5_000).toBeCloseTo(1, 1);
  expect(histogram.percentile(0.99) / 9_900).toBeCloseTo(1, 1);
  expect(histogram.max).toBe(10_000);
});

describe('the simulation of tool calls', () => {
  it('answers every call once when nothing fails', () => {
    const { result, open } = run({});
    expect(result.made).toBeGreaterThan(600);
    expect(result).toMatchObject({ answered: result.made, answeredTwice: 0, failed: 0, dead: 0, refused: 0 });
    expect(open).toBe(0);
    expect(result.overheadMs.percentile(0.5)).toBeLessThan(200);
  });

  it('gives the same result for the same seed', () => {
    const [one, two, other] = [run({}), run({}), run({ seed: 2 })].map(({ result }) => JSON.stringify(result.samples));
    expect(one).toBe(two);
    expect(one).not.toBe(other);
  });

  it('answers, refuses or gives up every call, whatever fails', () => {
    const outages = fc.array(
      fc.record({
        of: fc.constantFrom<Outage['of']>('foundry', 'storage', 'zone'),
        fromSeconds: fc.integer({ min: 1, max: 30 }),
        seconds: fc.integer({ min: 1, max: 120 }),
      }),
      { maxLength: 3 },
    );
    const scenarios = fc.record({
      seed: fc.nat(),
      outages,
      callsPerSecond: fc.constantFrom(5, 60),
      recordedShare: fc.constantFrom(0, 0.5, 1),
      modelShare: fc.constantFrom(0, 0.3),
      modelPerSecond: fc.constantFrom(2, 1e9),
      batchSize: fc.constantFrom(1, 4, 16),
      newBatchThreshold: fc.constantFrom(0, 3),
      partition: fc.constantFrom(20, 2_000),
    });
    fc.assert(
      fc.property(scenarios, ({ batchSize, newBatchThreshold, partition, ...change }) => {
        const { result, open } = run({
          ...change,
          seconds: 35,
          host: { ...SMALL.host, batchSize, newBatchThreshold },
          limits: { ...SMALL.limits, partition },
        });
        expect(open).toBe(0);
        expect(result.answered + result.dead + result.refused).toBe(result.made);
        expect(result.answerMs.count).toBeLessThanOrEqual(result.answered);
      }),
      { numRuns: 25 },
    );
  });

  it('refuses requests beyond the limit of a queue, and answers with a larger limit', () => {
    const limited = (partition: number) => run({ callsPerSecond: 400, limits: { account: 20_000, partition } }).result;
    expect(limited(100).throttled).toBeGreaterThan(0);
    expect(limited(2_000).throttled).toBe(0);
  });

  it('starts fewer instances with a larger batchSize, and no more than allowed', () => {
    const instances = (batchSize: number, most: number) =>
      run({
        callsPerSecond: 200,
        host: { ...SMALL.host, batchSize },
        scaling: { ...SMALL.scaling, most },
      }).result.instances;
    expect(instances(16, 100)).toBeLessThan(instances(1, 100));
    expect(instances(1, 3)).toBeLessThanOrEqual(3 * SMALL.tools * SMALL.shards);
  });

  it('answers calls again after an outage of storage, and refuses those made meanwhile', () => {
    const { result } = run({ seconds: 80, outages: [{ of: 'storage', fromSeconds: 20, seconds: 20 }] });
    // One of two accounts is down for a quarter of the time.
    expect(result.refused / result.made).toBeGreaterThan(0.05);
    expect(result.refused / result.made).toBeLessThan(0.2);
    expect(result.answered).toBe(result.made - result.refused);
    expect(result.samples.at(-1)?.backlog).toBeLessThan(60);
  });

  it('gives a killed instance back what it held, within the lock', () => {
    const { result } = run({
      seconds: 100,
      callsPerSecond: 100,
      outages: [{ of: 'zone', fromSeconds: 20, seconds: 1 }],
    });
    expect(result.answered).toBe(result.made);
    expect(result.answerMs.max).toBeGreaterThan(30_000);
    if (result.hiddenByKill === 0) expect(result.answerMs.max).toBeLessThan(130_000);
  });
});

describe('the simulation of documents', () => {
  const few: DocumentScenario = { ...DOCUMENTS, seconds: 300, documentsPerSecond: 5 };

  it('makes every document searchable, with one batch for many', () => {
    const simulation = new DocumentSimulation(few);
    const result = simulation.run();
    expect(result).toMatchObject({ indexed: result.arrived, failed: 0 });
    expect(result.batches).toBeLessThan(result.arrived / 5);
    expect(simulation.open).toBe(0);
  });

  it('keeps documents through an outage, and catches up', () => {
    const result = new DocumentSimulation({ ...few, seconds: 600, outage: { fromSeconds: 100, seconds: 120 } }).run();
    expect(result.indexed + result.failed).toBe(result.arrived);
    expect(result.largestBacklog).toBeGreaterThan(500);
    expect(result.recoverySeconds).toBeGreaterThan(0);
    expect(result.samples.at(-1)?.backlog).toBeLessThan(result.largestBacklog / 3);
  });

  it('finds the rate of a service that accepts less than is published', () => {
    const result = new DocumentSimulation({ ...few, servicePerSecond: 4, documentsPerSecond: 6 }).run();
    expect(result.refused).toBeGreaterThan(0);
    expect(result.refused).toBeLessThan(result.arrived / 4);
    expect(result.indexed).toBe(result.arrived);
  });
});
