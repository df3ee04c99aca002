import type { OrchestrationContext } from 'durable-functions';
import * as df from 'durable-functions';
import { readState } from '../../src/durable/entities/scheduler-state.ts';
import { entityId } from '../../src/durable/history/entity-id.ts';
import { EngineFixture } from './support/engine-fixture.ts';
import { inProcessApp } from './support/in-process-app.ts';

const account = (key: string) => new df.EntityId('account', key);
const batches: number[] = [];

const app = inProcessApp(() => {
  df.app.entity('account', (context) => {
    const balance = Number(context.df.getState(() => 0));
    const amount = context.df.getInput<number>() ?? 0;
    if (context.df.operationName === 'add') context.df.setState(balance + amount);
    if (context.df.operationName === 'close') {
      context.df.destructOnExit();
      return;
    }
    if (context.df.operationName === 'tell') context.df.signalEntity(account('other'), 'add', balance);
    if (context.df.operationName === 'fail') throw new Error('no such operation');
    context.df.return(context.df.operationName === 'add' ? balance + amount : balance);
  });
  df.app.entity('slow', async (context) => {
    batches.push(1);
    context.df.setState(Number(context.df.getState(() => 0)) + 1);
  });
  const orchestration = df.app.orchestration;
  orchestration('transfer', function* (context) {
    const { from, to, amount } = context.df.getInput<{ from: string; to: string; amount: number }>();
    const lock: df.DurableLock = yield context.df.lock(account(from), account(to));
    const balance: number = yield context.df.callEntity(account(from), 'get');
    if (balance >= amount) {
      yield context.df.callEntity(account(from), 'add', -amount);
      yield context.df.callEntity(account(to), 'add', amount);
    }
    lock.release();
    return balance >= amount;
  });
  orchestration('holds', function* (context: OrchestrationContext) {
    yield context.df.lock(account('a'));
    yield context.df.waitForExternalEvent('let go');
    return 'released by the end';
  });
  orchestration('calls', function* (context) {
    return yield context.df.callEntity(account('a'), String(context.df.getInput()));
  });
});

describe('an entity', () => {
  let world: EngineFixture;
  beforeEach(() => {
    world = new EngineFixture(app);
  });
  afterEach(() => world.close());
  const signal = (key: string, operation: string, amount?: number) =>
    world.client.signalEntity(entityId('account', key), operation, amount === undefined ? null : `${amount}`);
  const state = (key: string) => readState(world.instance(`@account@${key}`)?.input ?? null);

  it('runs its signals one after another', async () => {
    for (const amount of [1, 2, 3]) signal('a', 'add', amount);
    await world.engine.idle();
    expect(state('a')).toMatchObject({ exists: true, state: '6' });
  });

  it('stops existing when it deletes its state', async () => {
    signal('a', 'add', 5);
    signal('a', 'close');
    await world.engine.idle();
    expect(state('a')).toEqual({ sorter: {} });
  });

  it('can signal others', async () => {
    signal('a', 'add', 7);
    signal('a', 'tell');
    await world.engine.idle();
    expect(state('other').state).toBe('7');
  });

  it('fails only the call of a failed operation', async () => {
    signal('a', 'add', 7);
    expect(await world.run('calls', 'fail', 'one')).toMatchObject({ status: 'Failed' });
    expect(await world.run('calls', 'get', 'two')).toMatchObject({ status: 'Completed', output: '7' });
  });

  it('blocks others while an orchestration holds its lock, until that orchestration ends', async () => {
    await world.run('holds');
    expect(state('a').lockedBy).toBe('holds');
    signal('a', 'add', 1);
    await world.run('calls', 'get', 'waits');
    expect(world.instance('waits')?.status).toBe('Running');
    expect(JSON.parse(world.instance('@account@a')?.customStatus ?? '')).toEqual({ queueSize: 2, lockedBy: 'holds' });
    world.client.raiseEvent('holds', 'let go', 'null');
    await world.engine.idle();
    expect(world.instance('waits')).toMatchObject({ status: 'Completed', output: '1' });
    expect(state('a').lockedBy).toBeUndefined();
  });

  it('neither loses nor creates money in concurrent transfers', async () => {
    for (const key of ['a', 'b', 'c']) signal(key, 'add', 10);
    for (let index = 0; index < 30; index++) {
      const [from = 'a', to = 'b'] =
        [
          ['a', 'b'],
          ['b', 'c'],
          ['c', 'a'],
          ['b', 'a'],
        ][index % 4] ?? [];
      world.client.start({
        name: 'transfer',
        instanceId: `t${index}`,
        input: JSON.stringify({ from, to, amount: index % 5 }),
      });
    }
    await world.engine.idle();
    for (let index = 0; index < 30; index++) expect(world.instance(`t${index}`)?.status).toBe('Completed');
    const balances = ['a', 'b', 'c'].map((key) => Number(state(key).state));
    expect(balances.reduce((sum, balance) => sum + balance, 0)).toBe(30);
    expect(Math.min(...balances)).toBeGreaterThanOrEqual(0);
  });

  it('limits the operations of a batch as host.json says, and continues', async () => {
    const small = new EngineFixture(app, { maxEntityBatch: 2 });
    for (let index = 0; index < 5; index++) small.client.signalEntity(entityId('slow', 'x'), 'go', null);
    await small.engine.idle();
    expect(readState(small.instance('@slow@x')?.input ?? null).state).toBe('5');
    await small.close();
  });
});
