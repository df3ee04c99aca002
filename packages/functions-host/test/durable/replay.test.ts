import { EventType } from '../../src/durable/history/event-type.ts';
import type { HistoryEvent } from '../../src/durable/history/history-event.ts';
import {
  eventRaised,
  executionStarted,
  orchestratorStarted,
  taskCompleted,
  taskFailed,
  timerFired,
  timestamp,
} from '../../src/durable/history/make-event.ts';
import { resultOfReturn } from '../../src/durable/replay/orchestrator-result.ts';
import { replay } from '../../src/durable/replay/replay.ts';

const NOW = Date.parse('2030-01-01T00:00:00Z');
const MINUTE = 60_000;

const facts = {
  instanceId: 'i',
  executionId: 'e',
  parentInstanceId: null,
  functions: { problem: (_kind: string, name: string) => (name === 'unknown' ? 'There is no unknown.' : undefined) },
  settings: { maxOrchestrationActions: 5, httpPollInterval: 30_000 },
};

const began: HistoryEvent[] = [
  orchestratorStarted(NOW),
  executionStarted(
    {
      instanceId: 'i',
      executionId: 'e',
      name: 'orc',
      version: null,
      input: null,
      parent: null,
      trace: null,
      generation: 0,
    },
    NOW,
  ),
];
const scheduled = (id: number, name: string): HistoryEvent => ({
  EventType: EventType.TaskScheduled,
  Name: name,
  Version: '',
  Input: null,
  ParentTraceContext: null,
  Tags: null,
  EventId: id,
  IsPlayed: false,
  Timestamp: timestamp(NOW),
});
const timer = (id: number): HistoryEvent => ({
  EventType: EventType.TimerCreated,
  FireAt: timestamp(NOW),
  EventId: id,
  IsPlayed: false,
  Timestamp: timestamp(NOW),
});

/** Decisions for these actions after this history. */
const decide = (actions: readonly object[], later: readonly HistoryEvent[] = [], state: object = {}) =>
  replay(
    facts,
    [...began, ...later],
    resultOfReturn({ json: JSON.stringify({ isDone: false, actions: [actions], schemaVersion: 3, ...state }) }),
  ).decisions;

const activity = (functionName: string, input?: unknown) => ({ actionType: 0, functionName, input });
const event = (externalEventName: string) => ({ actionType: 6, externalEventName });
const all = (...compoundActions: object[]) => ({ actionType: 12, compoundActions });
const any = (...compoundActions: object[]) => ({ actionType: 11, compoundActions });
const wait = (minutes: number, isCanceled = false) => ({
  actionType: 5,
  fireAt: timestamp(NOW + minutes * MINUTE),
  isCanceled,
});
const retry = (maxNumberOfAttempts: number, more: object = {}) => ({
  actionType: 1,
  functionName: 'a',
  retryOptions: { firstRetryIntervalInMilliseconds: MINUTE, maxNumberOfAttempts, ...more },
});
const failed = (id: number) => taskFailed(id, { reason: 'no', details: '' }, NOW);

describe('a replay', () => {
  it('schedules new work in the order and with the numbers of the actions', () => {
    expect(decide([all(activity('a', 1), activity('b', 'x'))])).toEqual([
      { kind: 'task', id: 0, name: 'a', input: '1' },
      { kind: 'task', id: 1, name: 'b', input: '"x"' },
    ]);
    expect(decide([activity('a'), activity('b')])).toEqual([{ kind: 'task', id: 0, name: 'a', input: null }]);
    expect(decide([activity('a'), activity('b')], [scheduled(0, 'a'), taskCompleted(0, '1', NOW)])).toEqual([
      { kind: 'task', id: 1, name: 'b', input: null },
    ]);
  });

  it('ends only when no task is open', () => {
    const actions = [any(activity('a'), activity('b'))];
    const first = [scheduled(0, 'a'), scheduled(1, 'b'), taskCompleted(1, '2', NOW)];
    expect(decide(actions, first, { isDone: true, output: 2 })).toEqual([]);
    expect(decide(actions, [...first, taskCompleted(0, '1', NOW)], { isDone: true, output: 2 })).toEqual([
      { kind: 'complete', id: 2, status: 'Completed', result: '2', details: null },
    ]);
  });

  it('ignores cancelled timers at the end', () => {
    const actions = [any(wait(60, true), event('go'))];
    const later = [timer(0), eventRaised('go', '1', NOW)];
    expect(decide(actions, later, { isDone: true, output: 1 })).toMatchObject([{ kind: 'complete', result: '1' }]);
  });

  it('ignores repeated results', () => {
    const later = [scheduled(0, 'a'), taskCompleted(0, '1', NOW), taskCompleted(0, '9', NOW), scheduled(1, 'b')];
    expect(decide([activity('a'), activity('b')], later)).toEqual([]);
  });

  it('puts a pause between attempts, and one of no length after the last', () => {
    const once = [scheduled(0, 'a'), failed(0)];
    const pause = { kind: 'timer', id: 1, fireAt: NOW + MINUTE };
    expect(decide([retry(2)], once)).toEqual([pause]);
    const twice = [...once, timer(1), timerFired(1, '', NOW), scheduled(2, 'a'), failed(2)];
    expect(decide([retry(2)], twice)).toEqual([{ ...pause, id: 3, fireAt: NOW }]);
    expect(decide([retry(3, { backoffCoefficient: 4 })], twice)).toEqual([
      { ...pause, id: 3, fireAt: NOW + 4 * MINUTE },
    ]);
    const limited = { backoffCoefficient: 4, maxRetryIntervalInMilliseconds: 2 * MINUTE };
    expect(decide([retry(3, limited)], twice)).toEqual([{ ...pause, id: 3, fireAt: NOW + 2 * MINUTE }]);
  });

  it('polls the Location of a 202 after Retry-After', () => {
    const request = {
      method: 'POST',
      uri: 'http://x/start',
      headers: { 'x-functions-key': 'k', a: 'b' },
      content: '1',
    };
    const call = { actionType: 8, httpRequest: request };
    const accepted = JSON.stringify({ statusCode: 202, headers: { location: 'http://x/poll', 'Retry-After': '90' } });
    const answered = [scheduled(0, 'BuiltIn::HttpActivity'), taskCompleted(0, accepted, NOW)];
    expect(decide([call], answered)).toEqual([{ kind: 'timer', id: 1, fireAt: NOW + 90_000 }]);
    const [poll] = decide([call], [...answered, timer(1), timerFired(1, '', NOW)]);
    expect(poll).toMatchObject({ kind: 'task', id: 2, name: 'BuiltIn::HttpActivity' });
    expect(JSON.parse((poll?.kind === 'task' && poll.input) || '')).toMatchObject({
      method: 'GET',
      uri: 'http://x/poll',
      headers: { a: 'b' },
    });
  });

  it('names a sub-orchestration after its execution unless it has a name', () => {
    const sub = (instanceId?: string) => ({ actionType: 2, functionName: 'child', instanceId, input: 7 });
    expect(decide([all(sub(), sub('kid'))])).toMatchObject([{ instanceId: 'e:0' }, { instanceId: 'kid', input: '7' }]);
  });

  it('holds back work that was requested just before a suspension', () => {
    const suspended: HistoryEvent = {
      EventType: EventType.ExecutionSuspended,
      Reason: null,
      EventId: -1,
      IsPlayed: false,
      Timestamp: timestamp(NOW),
    };
    const resumed: HistoryEvent = { ...suspended, EventType: EventType.ExecutionResumed };
    const later = [scheduled(0, 'a'), taskCompleted(0, '1', NOW), suspended];
    expect(decide([activity('a'), activity('b')], later)).toEqual([]);
    expect(decide([activity('a'), activity('b')], [...later, resumed])).toMatchObject([{ id: 1, name: 'b' }]);
  });

  it('passes unawaited events to the next generation, after those that came first', () => {
    const later = [eventRaised('late', '1', NOW), eventRaised('go', '2', NOW), eventRaised('go', '3', NOW)];
    expect(decide([event('go'), { actionType: 4, input: 5 }], later, { isDone: true })).toMatchObject([
      {
        kind: 'continueAsNew',
        input: '5',
        keptUnawaited: 1,
        carriedOver: [{ Name: 'late' }, { Name: 'go', Input: '3' }],
      },
    ]);
  });

  it('counts actions', () => {
    const signals = Array.from({ length: 6 }, () => ({ actionType: 9, instanceId: '@e@k', operation: 'op' }));
    expect(decide(signals).at(-1)).toMatchObject({
      status: 'Failed',
      result: expect.stringContaining('Maximum amount of orchestration actions (5) has been reached'),
    });
  });

  it('fails when its custom status is too large', () => {
    expect(decide([], [], { customStatus: 'x'.repeat(9000) })).toMatchObject([
      {
        status: 'Failed',
        result: expect.stringContaining('must not exceed 16 KB. The current payload size is 17 KB.'),
      },
    ]);
  });
});

describe('changed code fails with the old and the new request', () => {
  const problem = (actions: readonly object[], later: readonly HistoryEvent[]) => {
    const end = decide(actions, later).find((decision) => decision.kind === 'complete');
    return end?.kind === 'complete' && end.status === 'Failed' ? end.result : undefined;
  };

  it.each([
    [
      'nothing',
      [],
      "activity task with sequence ID 0 and name 'a' (version ''), but the current replay execution hasn't",
    ],
    [
      'another activity',
      [activity('b')],
      "named 'a', but the current orchestration replay instead scheduled an activity task named 'b'",
    ],
    [
      'a timer',
      [wait(1)],
      "named 'a', but the current orchestration replay instead produced a CreateTimerOrchestratorAction",
    ],
    ['an event', [event('a')], "hasn't (yet?) scheduled this task"],
  ])('%s instead of an activity', (_, actions, expected) => {
    expect(problem(actions, [scheduled(0, 'a')])).toContain(expected);
    expect(problem(actions, [scheduled(0, 'a')])).toMatch(
      /^Non-Deterministic workflow detected: .*already started running\?$/,
    );
  });

  it('except when only the case of a name changed', () => {
    expect(problem([activity('A')], [scheduled(0, 'a')])).toBeUndefined();
  });
});

describe('a result in an unknown form', () => {
  const outcome = (value: Parameters<typeof resultOfReturn>[0]) =>
    replay(facts, began, resultOfReturn(value)).decisions.map((decision) =>
      decision.kind === 'complete' ? `${decision.status}: ${decision.result}` : decision.kind,
    );

  it.each([
    ['nothing', undefined, ['Completed: null']],
    ['null', { json: 'null' }, ['Completed: null']],
    ['a number', { int: 5 }, [expect.stringContaining('was not valid json.')]],
    ['a list', { json: '[]' }, [expect.stringContaining('was not valid json.')]],
    ['a text', { string: 'hello' }, [expect.stringContaining('must return a valid JSON schema')]],
    ['an object without actions', { json: '{}' }, [expect.stringContaining('must have a non-null actions property')]],
    ['actions for ever', { json: '{"isDone":false,"actions":[]}' }, []],
    ['actions of the first schema', { json: '{"actions":[[{"actionType":0,"functionName":"a"}]]}' }, ['task']],
  ])('%s', (_, value, expected) => {
    expect(outcome(value)).toEqual(expected);
  });
});
