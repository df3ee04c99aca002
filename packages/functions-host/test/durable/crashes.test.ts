import * as df from 'durable-functions';
import fc from 'fast-check';
import { EngineFixture } from './support/engine-fixture.ts';
import { inProcessApp } from './support/in-process-app.ts';

const HOUR = 60 * 60_000;

const app = inProcessApp(() => {
  df.app.activity('double', { handler: (value: number) => value * 2 });
  df.app.entity('tally', (context) => {
    if (context.df.operationName === 'add') context.df.setState(Number(context.df.getState(() => 0)) + 1);
    else context.df.return(context.df.getState(() => 0));
  });
  df.app.orchestration('leg', function* (context) {
    const value: number = yield context.df.callActivity('double', context.df.getInput());
    yield context.df.createTimer(new Date(context.df.currentUtcDateTime.getTime() + value * 1000));
    return value;
  });
  df.app.orchestration('journey', function* (context) {
    const { round, values } = context.df.getInput<{ round: number; values: number[] }>();
    const tally = new df.EntityId('tally', context.df.instanceId);
    const legs: number[] = yield context.df.Task.all(
      values.map((value) => context.df.callSubOrchestrator('leg', value)),
    );
    context.df.signalEntity(tally, 'add');
    const extra: number = yield context.df.waitForExternalEvent('extra');
    if (round > 1) {
      context.df.continueAsNew({ round: round - 1, values: [...legs, extra] });
      return undefined;
    }
    return { legs, extra, rounds: yield context.df.callEntity(tally, 'get') };
  });
});

/** A journey of three rounds, with the events after some pauses and crashes after some numbers of transactions. */
async function journey(crashes: readonly number[], pauses: readonly number[]): Promise<string | null | undefined> {
  const left = [...crashes];
  const world = new EngineFixture(app, { resumeAtOnce: true });
  const restart = async () => {
    while (world.hasCrashed) {
      world.startHost(left.shift());
      if (!world.hasCrashed) await world.engine.idle();
    }
  };
  const advance = async (milliseconds: number) => {
    await world.clock.advance(milliseconds);
    await restart();
  };
  world.send((client) => client.start({ name: 'journey', instanceId: 'j', input: '{"round":3,"values":[1,2]}' }));
  world.crash();
  await restart();
  for (const [index, pause] of pauses.entries()) {
    await advance(pause);
    world.send((client) => client.raiseEvent('j', 'extra', `${index + 1}`));
  }
  for (let index = 0; index < 8; index++) await advance(HOUR);
  const output = world.instance('j')?.output;
  await world.close();
  return output;
}

describe('after a crash at any point', () => {
  it('an orchestration ends as it does without crashes, whatever the order of events', async () => {
    const expected = await journey([], [0, 0, 0]);
    expect(JSON.parse(expected ?? 'null')).toMatchObject({ rounds: 3, extra: 3 });
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 1, max: 12 }), { maxLength: 25 }),
        fc.tuple(...Array.from({ length: 3 }, () => fc.integer({ min: 0, max: 20_000 }))),
        async (crashes, pauses) => {
          expect(await journey(crashes, pauses)).toBe(expected);
        },
      ),
      { numRuns: 60 },
    );
  });
});
