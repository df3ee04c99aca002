import type { TableClient } from '@azure/data-tables';
import { CALLS_TABLE, CallLedger } from '../../shared/tools/call-ledger.ts';
import { useToolHarness } from '../support/tool-harness.ts';

const minute = () => new Date(Date.now() + 60_000);

/** Storage carries each change out twice, as it does when the answer to the first is lost and the SDK sends it again. */
const twice = (table: TableClient): TableClient =>
  new Proxy(table, {
    get: (target, property) => {
      const original: unknown = Reflect.get(target, property);
      if (typeof original !== 'function') return original;
      if (property !== 'updateEntity' && property !== 'createEntity') return original.bind(target) as unknown;
      return async (...args: unknown[]) => {
        await original.apply(target, args);
        return original.apply(target, args) as unknown;
      };
    },
  });

describe('the ledger of calls, behind storage that fails', () => {
  const world = useToolHarness();

  it('keeps the claim and records the outcome when the answer to each change is lost', async () => {
    const table = world.storage.table(CALLS_TABLE);
    const claimed = await new CallLedger(twice(table)).claim('tool', 'lost', new Date(), minute());
    if (claimed.kind !== 'ours') throw new Error(claimed.kind);
    expect(await claimed.claim.renew(minute())).toBe(true);
    expect(await claimed.claim.record({ kind: 'done', text: 'paid' })).toBe(true);
    expect(await new CallLedger(table).claim('tool', 'lost', new Date(), minute())).toEqual({
      kind: 'ended',
      outcome: { kind: 'done', text: 'paid' },
    });
  });

  it('records the outcome although the renewal before it failed', async () => {
    const table = world.storage.table(CALLS_TABLE);
    const claimed = await new CallLedger(table).claim('tool', 'failed', new Date(), minute());
    if (claimed.kind !== 'ours') throw new Error(claimed.kind);
    const update = jest.spyOn(table, 'updateEntity').mockRejectedValueOnce(new Error('503'));
    await expect(claimed.claim.renew(minute())).rejects.toThrow('503');
    expect(await claimed.claim.record({ kind: 'done', text: 'paid' })).toBe(true);
    update.mockRestore();
  });

  it('loses a claim that another delivery has taken over', async () => {
    const table = world.storage.table(CALLS_TABLE);
    const first = await new CallLedger(table).claim('tool', 'taken', new Date(), new Date(Date.now() - 1));
    const second = await new CallLedger(table).claim('tool', 'taken', new Date(), minute());
    if (first.kind !== 'ours' || second.kind !== 'ours') throw new Error('not claimed');
    expect(await first.claim.record({ kind: 'done', text: 'first' })).toBe(false);
    expect(await second.claim.record({ kind: 'done', text: 'second' })).toBe(true);
  });
});
