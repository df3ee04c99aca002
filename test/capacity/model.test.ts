import fc from 'fast-check';
import prices from '../../infra/prices.json' with { type: 'json' };
import { LIMITS, QUEUE_SETTINGS } from '../../local/capacity/constants.ts';
import { large, monthlyCosts } from '../../local/capacity/cost.ts';
import { type Capacity, capacityOf, pollsOf, type Workload } from '../../local/capacity/model.ts';
import { capacityLines } from '../../local/commands/capacity.ts';

const NONE: Workload = {
  calls: 0,
  load: 1,
  recorded: 0.2,
  tools: 10,
  handlerSeconds: 0.2,
  modelRequests: 1,
  documents: 0,
  documentKiB: 50,
  keptDays: 30,
  jobs: 0,
  evaluations: 0,
  entries: 0,
  jobHours: 0.5,
  utilization: 0.7,
  instanceMemoryMB: 2_048,
};

const amounts = (max: number) => fc.integer({ min: 0, max });
const workloads = fc.record({
  calls: amounts(100_000),
  load: fc.double({ min: 0.01, max: 1, noNaN: true }),
  recorded: fc.double({ min: 0, max: 1, noNaN: true }),
  tools: fc.integer({ min: 1, max: 200 }),
  handlerSeconds: fc.double({ min: 0, max: 60, noNaN: true }),
  modelRequests: fc.double({ min: 0, max: 5, noNaN: true }),
  documents: amounts(10_000_000),
  documentKiB: amounts(100_000),
  keptDays: amounts(365),
  jobs: amounts(100_000),
  evaluations: amounts(1_000_000),
  entries: amounts(1_000_000),
  jobHours: fc.double({ min: 0.01, max: 72, noNaN: true }),
  utilization: fc.double({ min: 0.1, max: 1, noNaN: true }),
  instanceMemoryMB: fc.constantFrom(512, 2_048, 4_096),
});

const demandOf = ({ demands }: Capacity, resource: string) => demands.find((demand) => demand.resource === resource);
const sumOf = (found: Capacity) => monthlyCosts(found, prices).reduce((total, { usd }) => total + usd, 0);

describe('the capacity model', () => {
  it('needs one of everything for a small app', () => {
    const { needs, demands } = capacityOf({ ...NONE, calls: 1, documents: 100, jobs: 1, keptDays: 30 });
    expect(demands.every(({ needed }) => needed === 1)).toBe(true);
    expect(needs).toMatchObject({ storageAccounts: 1, queuesPerTool: 1, apps: 1, regions: 1, vectorStores: 1 });
  });

  it('derives accounts and queues for 10,000 calls a second from the published limits', () => {
    const found = capacityOf({ ...NONE, calls: 10_000, recorded: 0, tools: 1 });
    const queue = demandOf(found, 'Requests to one tool queue');
    expect(queue?.limit).toBe(LIMITS.queueMessages.value);
    expect(queue?.needed).toBe(Math.ceil(22_500 / (2_000 * 0.7)));
    expect(found.needs.queuesPerTool).toBe(queue?.needed);
    expect(found.needs.storageAccounts).toBeGreaterThan(1);
  });

  it('puts a million documents a day into stores of at most 10,000 files', () => {
    const { needs, demands } = capacityOf({ ...NONE, documents: 1_000_000, keptDays: 30 });
    expect(needs.vectorStores).toBe(3_000);
    expect(demands[0]?.resource).toBe('Files of a vector store');
  });

  it('recommends a maximum of instances, because messages in progress count as waiting', () => {
    const workload = { ...NONE, calls: 1_000, handlerSeconds: 1 };
    const { needs } = capacityOf(workload);
    const target = QUEUE_SETTINGS.batchSize + QUEUE_SETTINGS.newBatchThreshold;
    expect(needs.wantedInstances).toBeGreaterThanOrEqual(1_000 / target);
    expect(needs.scaledInstances).toBe(Math.min(needs.wantedInstances, needs.functions * needs.maximumInstances));
    expect(needs.scaledInstances).toBeGreaterThanOrEqual(Math.min(needs.instances, needs.wantedInstances));
    const without = capacityOf({ ...workload, maximumInstances: 1_000 });
    expect(without.needs.scaledInstances).toBe(needs.wantedInstances);
    expect(sumOf(without)).toBeGreaterThan(sumOf(capacityOf(workload)));
  });

  it('holds 100,000 entries of evaluations in one tick', () => {
    const tick = demandOf(capacityOf({ ...NONE, entries: 100_000 }), 'Time of a scheduler tick');
    expect(tick?.demand).toBeGreaterThan(1);
    expect(tick?.needed).toBe(1);
  });

  it('counts nothing when there is no work', () => {
    expect(capacityOf(NONE).demands).toEqual([]);
    expect(capacityLines(capacityOf(NONE), [])).toEqual([expect.stringContaining('There is no work')]);
  });

  it('polls a job every 25 seconds at first and every hour at last', () => {
    expect(pollsOf(60)).toBe(3);
    const day = 86_400;
    expect(pollsOf(3 * day) - pollsOf(2 * day)).toBeGreaterThanOrEqual(24);
    expect(pollsOf(3 * day) - pollsOf(2 * day)).toBeLessThanOrEqual(27);
  });

  it('keeps the demand on the needed number within the planned share of the limit', () => {
    fc.assert(
      fc.property(workloads, (workload) => {
        for (const { demand, limit, needed, unit } of capacityOf(workload).demands) {
          expect(Number.isFinite(demand)).toBe(true);
          expect(needed).toBeGreaterThanOrEqual(1);
          expect(demand / (limit * needed)).toBeLessThanOrEqual(1 + 1e-6);
          expect(unit).not.toBe('');
        }
      }),
    );
  });

  it('never needs less for more calls or more documents', () => {
    // Instances are left out: more accounts mean more functions, and each rounds up for itself.
    const names = [
      'storageAccounts',
      'queuesPerTool',
      'historyPartitions',
      'recordPartitionsPerTool',
      'functions',
      'vectorStores',
      'foundryResources',
      'modelQuotas',
    ] as const;
    fc.assert(
      fc.property(workloads, amounts(10_000), amounts(1_000_000), (workload, calls, documents) => {
        const [calls2, documents2] = [workload.calls + calls, workload.documents + documents];
        const more = capacityOf({ ...workload, calls: calls2, documents: documents2 }).needs;
        const less = capacityOf(workload).needs;
        for (const name of names) expect({ name, isLess: more[name] < less[name] }).toEqual({ name, isLess: false });
      }),
    );
  });

  it('prints lines of at most 100 columns, whatever the workload', () => {
    fc.assert(
      fc.property(workloads, (workload) => {
        const found = capacityOf(workload);
        for (const line of capacityLines(found, monthlyCosts(found, prices)))
          expect(line.length).toBeLessThanOrEqual(100);
      }),
    );
  });

  it('gives every number a source and a date', () => {
    for (const { source, date, basis } of Object.values(LIMITS)) {
      expect(source).toMatch(/^https:\/\/|^shared\//);
      expect(date).toMatch(/^\d{4}-\d\d-\d\d$/);
      expect(basis).toBe('published');
    }
  });
});

describe('a month', () => {
  it('costs in proportion to the average load', () => {
    const all = sumOf(capacityOf({ ...NONE, calls: 1_000 }));
    const half = sumOf(capacityOf({ ...NONE, calls: 1_000, load: 0.5 }));
    expect(half / all).toBeCloseTo(0.5, 2);
  });

  it('fails on a price that infra/prices.json lacks', () => {
    const without = { ...prices, prices: {} };
    expect(() => monthlyCosts(capacityOf({ ...NONE, calls: 1 }), without)).toThrow(/no price named onDemandGbSecond/);
  });
});

it.each([
  [0.5, '0.5'],
  [12, '12'],
  [9_999, '9,999'],
  [12_345, '12.3 k'],
  [1_234_567, '1.23 M'],
  [2_000_000_000, '2 G'],
])('shortens %d to %s', (value, text) => {
  expect(large(value)).toBe(text);
});
