import type { OrchestrationContext } from 'durable-functions';
import * as df from 'durable-functions';
import { SetupError } from '../../../../shared/core/setup-error.ts';
import { EngineFixture } from './support/engine-fixture.ts';
import { inProcessApp } from './support/in-process-app.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Number of runs of each activity by input. */
const runs = new Map<string, number>();
const ran = (key: string) => runs.set(key, (runs.get(key) ?? 0) + 1).get(key) ?? 0;

const inFuture = (context: OrchestrationContext, milliseconds: number) =>
  new Date(context.df.currentUtcDateTime.getTime() + milliseconds);

const app = inProcessApp(() => {
  df.app.activity('upper', { handler: (text: string) => text.toUpperCase() });
  df.app.activity('failing', {
    handler: ({ key, times }: { key: string; times: number }) => {
      if (ran(key) <= times) throw new Error(`failure ${runs.get(key)}`);
      return 'at last';
    },
  });
  const orchestration = df.app.orchestration;
  orchestration('fan', function* (context) {
    return yield context.df.Task.all(['a', 'b', 'c'].map((text) => context.df.callActivity('upper', text)));
  });
  orchestration('retries', function* (context) {
    const options = new df.RetryOptions(10 * MINUTE, 3);
    options.backoffCoefficient = 2;
    return yield context.df.callActivityWithRetry('failing', options, context.df.getInput());
  });
  orchestration('sleeps', function* (context) {
    yield context.df.createTimer(inFuture(context, Number(context.df.getInput())));
    return context.df.currentUtcDateTime;
  });
  orchestration('approval', function* (context) {
    const deadline = context.df.createTimer(inFuture(context, HOUR));
    const approved = context.df.waitForExternalEvent('approved');
    const first: df.Task = yield context.df.Task.any([deadline, approved]);
    if (first === approved) deadline.cancel();
    return first === approved ? approved.result : 'too late';
  });
  orchestration('counts', function* (context) {
    const { count, seen } = context.df.getInput<{ count: number; seen: string[] }>() ?? { count: 0, seen: [] };
    yield context.df.callActivity('upper', `${count}`);
    const item: string = yield context.df.waitForExternalEvent('item');
    if (count < 2) context.df.continueAsNew({ count: count + 1, seen: [...seen, item] });
    return [...seen, item];
  });
  orchestration('parent', function* (context) {
    const child: string = yield context.df.callSubOrchestrator('child', 'x', `${context.df.instanceId}-child`);
    return `parent of ${child}`;
  });
  orchestration('child', function* (context) {
    return `${yield context.df.callActivity('upper', context.df.getInput())} in ${context.df.instanceId}`;
  });
  orchestration('parentOfFailing', function* (context) {
    return yield context.df.callSubOrchestrator(
      'failingChild',
      context.df.getInput(),
      `${context.df.instanceId}-child`,
    );
  });
  orchestration('failingChild', function* (context) {
    return yield context.df.callActivity('failing', context.df.getInput());
  });
  orchestration('lost', function* (context) {
    yield context.df.callActivity('there is no such activity');
  });
  orchestration('tells', function* (context) {
    context.df.setCustomStatus({ at: 'one' });
    yield context.df.waitForExternalEvent('go');
    return 'done';
  });
  orchestration('dice', function* (context) {
    yield context.df.callActivity('upper', `${Math.random()}`);
  });
});

describe('an orchestration', () => {
  let world: EngineFixture;
  beforeEach(() => {
    runs.clear();
    world = new EngineFixture(app);
  });
  afterEach(() => world.close());
  const output = (id: string) => JSON.parse(world.instance(id)?.output ?? 'null');

  it('collects the results of a fan-out', async () => {
    expect(await world.run('fan')).toMatchObject({ status: 'Completed', output: '["A","B","C"]' });
  });

  it('retries an activity after growing pauses', async () => {
    await world.run('retries', { key: 'k', times: 2 });
    expect(runs.get('k')).toBe(1);
    await world.clock.advance(10 * MINUTE);
    expect(runs.get('k')).toBe(2);
    await world.clock.advance(19 * MINUTE);
    expect(world.instance('retries')?.status).toBe('Running');
    await world.clock.advance(MINUTE);
    expect(world.instance('retries')).toMatchObject({ status: 'Completed', output: '"at last"' });
  });

  it('fails with the last error after the last attempt', async () => {
    await world.run('retries', { key: 'k', times: 9 });
    await world.clock.advance(HOUR);
    expect(runs.get('k')).toBe(3);
    expect(world.instance('retries')).toMatchObject({ status: 'Failed', output: expect.stringContaining('failure 3') });
  });

  it('sleeps for a month, in parts that a storage queue can hold, and wakes at the right time', async () => {
    const before = world.clock.now();
    await world.run('sleeps', 30 * DAY);
    await world.clock.advance(30 * DAY - 1);
    expect(world.instance('sleeps')?.status).toBe('Running');
    const pieces = world.store.history('sleeps').filter((event) => 'FireAt' in event && event.EventId >= 0);
    expect(pieces.length).toBe(10);
    await world.clock.advance(1);
    expect(Date.parse(output('sleeps'))).toBe(before + 30 * DAY);
  });

  it('continues with the first result, and a cancelled timer does not delay its end', async () => {
    await world.run('approval');
    world.client.raiseEvent('approval', 'approved', '"by the boss"');
    await world.engine.idle();
    expect(world.instance('approval')).toMatchObject({ status: 'Completed', output: '"by the boss"' });

    await world.run('approval', undefined, 'late');
    await world.clock.advance(HOUR);
    expect(output('late')).toBe('too late');
  });

  it('keeps early events, also over continueAsNew, and warns that Azure drops them', async () => {
    world.client.start({ name: 'counts', instanceId: 'counts', input: null });
    for (const item of ['one', 'two', 'three']) world.client.raiseEvent('counts', 'item', JSON.stringify(item));
    await world.engine.idle();
    expect(world.instance('counts')).toMatchObject({ status: 'Completed', output: '["one","two","three"]' });
    expect(world.warnings.join()).toMatch(/continued as new with \d event\(s\).*Azure drops them/);
  });

  it('gets the result of a sub-orchestration', async () => {
    await world.run('parent');
    expect(output('parent')).toBe('parent of X in parent-child');
    expect(world.instance('parent-child')?.status).toBe('Completed');
  });

  it('waits for ever and warns when it calls a missing function', async () => {
    expect(await world.run('lost')).toMatchObject({ status: 'Running' });
    expect(world.warnings).toEqual([expect.stringMatching(/lost.*will never end, as on Azure/)]);
  });

  it('fails when the orchestrator does not exist', async () => {
    expect(await world.run('nobody')).toMatchObject({
      status: 'Failed',
      output: expect.stringMatching(/'nobody' doesn't exist.*'approval', 'child', 'counts'/),
    });
  });

  it('can be suspended, and processes the events of that time after it is resumed', async () => {
    await world.run('tells');
    world.client.suspend('tells', 'wait');
    await world.engine.idle();
    expect(world.instance('tells')).toMatchObject({
      status: 'Suspended',
      output: 'wait',
      customStatus: '{"at":"one"}',
    });
    world.client.raiseEvent('tells', 'go', 'null');
    await world.engine.idle();
    expect(world.instance('tells')?.status).toBe('Suspended');
    world.client.resume('tells', 'go on');
    await world.engine.idle();
    expect(world.instance('tells')).toMatchObject({ status: 'Completed', output: '"done"' });
  });

  it('can be terminated, and its pending messages are dropped', async () => {
    await world.run('sleeps', HOUR);
    world.client.terminate('sleeps', 'enough');
    await world.engine.idle();
    await world.clock.advance(2 * HOUR);
    expect(world.instance('sleeps')).toMatchObject({ status: 'Terminated', output: 'enough' });
    expect(world.store.nextMessageAfter(-1)).toBeUndefined();
  });

  it('can be rewound, so that a failed child runs again and both complete', async () => {
    expect(await world.run('parentOfFailing', { key: 'k', times: 1 }, 'p')).toMatchObject({ status: 'Failed' });
    world.client.rewind('p', 'mended');
    await world.engine.idle();
    expect(world.instance('p-child')).toMatchObject({ status: 'Completed', output: '"at last"' });
    expect(world.instance('p')).toMatchObject({ status: 'Completed', output: '"at last"' });
    expect(runs.get('k')).toBe(2);
  });

  it('can be restarted under a new id or the same one', async () => {
    await world.run('fan');
    const other = world.client.restart('fan', true);
    expect(world.client.restart('fan', false)).toBe('fan');
    await world.engine.idle();
    expect(other).not.toBe('fan');
    expect(world.instance(other)?.status).toBe('Completed');
    expect(world.instance('fan')).toMatchObject({ status: 'Completed', generation: 1 });
  });

  it('is not started twice while it runs, unless host.json allows replacement', async () => {
    await world.run('tells');
    expect(() => world.client.start({ name: 'tells', instanceId: 'tells', input: null })).toThrow(
      'An Orchestration instance with the status Running already exists.',
    );
    const lenient = new EngineFixture(app, { mayOverrideRunning: true });
    await lenient.run('tells');
    expect(await lenient.run('fan', undefined, 'tells')).toMatchObject({ name: 'fan', status: 'Completed' });
    await lenient.close();
  });

  it('tolerates two deliveries of each activity', async () => {
    const twice = new EngineFixture(app, { deliverTwice: true });
    expect(await twice.run('fan')).toMatchObject({ status: 'Completed', output: '["A","B","C"]' });
    await twice.run('retries', { key: 'k', times: 1 });
    await twice.clock.advance(HOUR);
    expect(twice.instance('retries')).toMatchObject({ status: 'Completed', output: '"at last"' });
    await twice.close();
  });

  it('fails when its code is not deterministic and every step is replayed', async () => {
    const strict = new EngineFixture(app, { alwaysReplay: true });
    expect(await strict.run('fan')).toMatchObject({ status: 'Completed' });
    expect(await strict.run('dice')).toMatchObject({
      status: 'Failed',
      output: expect.stringMatching(/Non-Deterministic workflow detected: run twice/),
    });
    expect(strict.warnings.join()).toContain('LOCAL_HOST_DURABLE_ALWAYS_REPLAY');
    await strict.close();
  });

  it('keeps an activity that could not be run and runs it later', async () => {
    let isLoadable = false;
    const flaky = new EngineFixture({
      ...app,
      invoke: async (fn, invocation) => {
        if (fn.name === 'upper' && !isLoadable) throw new SetupError('The app cannot be loaded.');
        return app.invoke(fn, invocation);
      },
    });
    expect(await flaky.run('fan')).toMatchObject({ status: 'Running' });
    isLoadable = true;
    await flaky.clock.advance(MINUTE);
    expect(flaky.instance('fan')).toMatchObject({ status: 'Completed', output: '["A","B","C"]' });
    expect(flaky.warnings.join()).toContain('upper, instance fan, could not be run and is tried again');
    await flaky.close();
  });

  it('is removed completely when it is purged', async () => {
    await world.run('fan');
    world.client.purge('fan');
    expect(world.instance('fan')).toBeUndefined();
    expect(world.store.history('fan')).toEqual([]);
    expect(() => world.client.purge('fan')).toThrow("No instance with ID 'fan' was found.");
  });
});
