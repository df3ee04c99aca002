import fc from 'fast-check';
import { checkEvaluations } from '../../shared/evaluations/config/check-evaluations.ts';
import { onResponse } from '../../shared/evaluations/config/when.ts';
import { isSampled } from '../../shared/evaluations/responses/accept-response.ts';
import { MOST_WAITING_RESPONSES, planBatches } from '../../shared/evaluations/scheduler/response-batches.ts';
import { EMPTY, type State } from '../../shared/evaluations/store/scheduler-state.ts';

const rule = (maxHourlyRuns: number) =>
  checkEvaluations({ watch: { eval: 'eval_1', target: 'guide', when: onResponse({ maxHourlyRuns }) } }).rules;

it('puts every response into one run, within the hourly cap, whenever they come and whatever crashes', () => {
  const step = fc.record({ come: fc.nat(250), minutes: fc.nat(40), crash: fc.boolean() });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 12 }), fc.integer({ min: 1, max: 3 }), (steps, cap) => {
      let state: State = EMPTY;
      let waiting: string[] = [];
      let now = 0;
      let made = 0;
      const dropped: string[] = [];
      const runs = new Map<string, { at: number; responses: readonly string[] }>();
      const tick = (crash: boolean) => {
        state = planBatches(rule(cap), state, new Map([['watch', waiting]]), now);
        for (const todo of state.outbox) if (todo.do === 'batch') runs.set(todo.id, todo);
        if (crash) return;
        for (const todo of state.outbox) if (todo.do === 'drop') dropped.push(...todo.responses);
        const taken = new Set(state.outbox.flatMap((todo) => ('responses' in todo ? todo.responses : [])));
        waiting = waiting.filter((id) => !taken.has(id));
        state = { ...state, outbox: [] };
      };
      for (const { come, minutes, crash } of steps) {
        for (let count = 0; count < come; count++) waiting.push(`resp_${made++}`);
        now += minutes * 60_000;
        tick(crash);
      }
      for (let hour = 0; hour < 50; hour++) {
        now += 3_600_000;
        tick(false);
      }
      const all = [...runs.values()];
      expect([...dropped, ...all.flatMap(({ responses }) => responses)].toSorted()).toEqual(
        Array.from({ length: made }, (_, at) => `resp_${at}`).toSorted(),
      );
      for (const { at } of all) {
        expect(all.filter((one) => one.at > at - 3_600_000 && one.at <= at).length).toBeLessThanOrEqual(cap);
      }
    }),
    { numRuns: 30 },
  );
});

it('samples about the share that is asked for, the same ones for a smaller share', () => {
  const ids = Array.from({ length: 4_000 }, (_, at) => `resp_${at}`);
  const tenth = ids.filter((id) => isSampled(id, 0.1));
  expect(tenth.length).toBeGreaterThan(320);
  expect(tenth.length).toBeLessThan(480);
  expect(tenth.every((id) => isSampled(id, 0.3))).toBe(true);
  expect(ids.every((id) => isSampled(id, 1))).toBe(true);
});

it('leaves out the oldest when more wait than twenty runs take, also while the rule is paused', () => {
  const ids = Array.from({ length: MOST_WAITING_RESPONSES + 250 }, (_, at) => `resp_${at}`);
  const waiting = new Map([['watch', ids]]);
  const first = planBatches(rule(1), EMPTY, waiting, 0);
  expect(first.outbox).toMatchObject([
    { do: 'batch', responses: ids.slice(0, 100) },
    { do: 'drop', responses: ids.slice(100, 250) },
  ]);
  // Decided, and not done yet: nothing is decided again.
  expect(planBatches(rule(1), first, waiting, 60_000)).toBe(first);
  const blank = { schedule: 'responses', since: 0, active: [], waiting: [], starts: [], paused: true };
  const paused = planBatches(rule(1), { entries: { watch: blank }, outbox: [] }, waiting, 0);
  expect(paused.outbox).toMatchObject([{ do: 'drop', responses: ids.slice(0, 250) }]);
});
