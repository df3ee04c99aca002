import { MovableClock } from '../../../src/core/clock/movable-clock.ts';
import { silentLog } from '../../../src/core/log.ts';
import { Scenarios } from '../../../src/core/scenarios/scenarios.ts';
import { chooseModel } from '../../../src/model/choose-model.ts';
import type { ModelScenarioInput } from '../../../src/model/scenario/model-scenario.ts';
import { modelScenario } from '../../../src/model/scenario/model-scenario.ts';
import { orderStatus, request, turnOf } from '../requests.ts';

const clock = new MovableClock({ log: silentLog });
afterAll(() => clock.stop());

const modelOf = (settings: Record<string, string>) =>
  chooseModel({ settings, clock, scenarios: new Scenarios([modelScenario], settings) });
const scripted = (script: ModelScenarioInput) => modelOf({ FOUNDRY_MODEL_SCENARIO: JSON.stringify(script) });

describe('a scenario for the model', () => {
  it('speaks its turns in order, then leaves the word to the rule-based model', async () => {
    const model = scripted({
      turns: [{ text: 'First.' }, { calls: [{ name: 'get_order_status', arguments: { orderNumber: '7777' } }] }],
    });
    expect((await turnOf(model, request('Hello'))).text).toBe('First.');
    const { calls } = await turnOf(model, request('Hello', { tools: [orderStatus] }));
    expect(calls).toMatchObject([{ name: 'get_order_status', arguments: '{"orderNumber":"7777"}' }]);
    expect((await turnOf(model, request('Hello'))).text).toBe('Hello! What do you need?');
  });

  it('keeps a turn for the question it is meant for, and repeats one as often as asked', async () => {
    const model = scripted({
      turns: [
        { when: 'weather', text: 'Sunny.' },
        { when: '/^\\d+$/', text: 'A number.', repeat: true },
      ],
      otherwise: 'fail',
    });
    for (const number of ['1', '2']) expect((await turnOf(model, request(number))).text).toBe('A number.');
    expect((await turnOf(model, request('How is the Weather?'))).text).toBe('Sunny.');
    await expect(turnOf(model, request('How is the weather?'))).rejects.toThrow('no turn left');
  });

  it('fails, refuses, ends early and writes arguments that are not JSON when told to', async () => {
    const model = scripted({
      turns: [
        { text: 'So far', fail: { code: 'rate_limit_exceeded', message: 'Too much.' } },
        { refusal: 'No.' },
        { text: 'Cut', end: 'content_filter' },
        { calls: [{ name: 'x', arguments: '{"broken' }] },
      ],
    });
    await expect(turnOf(model, request('a'))).rejects.toMatchObject({
      code: 'rate_limit_exceeded',
      message: 'Too much.',
    });
    expect((await turnOf(model, request('a'))).events[0]).toEqual({ type: 'refusal', delta: 'No.' });
    expect((await turnOf(model, request('a'))).end).toEqual({ type: 'end', reason: 'content_filter' });
    expect((await turnOf(model, request('a'))).calls[0]?.arguments).toBe('{"broken');
  });

  it("waits on the emulator's clock, and no longer than it is wanted", async () => {
    const model = scripted({
      turns: [
        { text: 'Late.', delayMs: 3_600_000 },
        { text: 'Never.', delayMs: 3_600_000 },
      ],
    });
    const late = turnOf(model, request('a'));
    await clock.leapTo(clock.now() + 3_600_000);
    expect((await late).text).toBe('Late.');
    const cancelled = new AbortController();
    const never = turnOf(model, request('a'), cancelled.signal);
    cancelled.abort(new Error('not wanted'));
    await expect(never).rejects.toThrow('not wanted');
  });

  it('can be exchanged for another, which begins anew', async () => {
    const scenarios = new Scenarios([modelScenario], { FOUNDRY_MODEL_SCENARIO: '{"turns":[{"text":"One."}]}' });
    const model = chooseModel({ settings: {}, clock, scenarios });
    expect([model.label, (await turnOf(model, request('Hello'))).text]).toEqual(['scenario', 'One.']);
    scenarios.replace('model', { turns: [{ text: 'Two.' }] });
    expect((await turnOf(model, request('Hello'))).text).toBe('Two.');
    scenarios.replace('model', { turns: [] });
    expect([model.label, (await turnOf(model, request('Hello'))).text]).toEqual([
      'rule-based',
      'Hello! What do you need?',
    ]);
  });

  it('stops at max_output_tokens as any model does', async () => {
    const model = scripted({ turns: [{ text: 'One two three four.' }] });
    expect((await turnOf(model, request('a', { maxOutputTokens: 2 }))).text).toBe('One two');
  });

  it.each<[string, string, string]>([
    ['a field it does not know', '{"turns":[{"txt":"x"}]}', 'turns[0]'],
    ['a wrong type', '{"turns":[{"delayMs":"soon"}]}', 'turns[0].delayMs'],
    ['a pattern that is not a regular expression', '{"turns":[{"when":"/(/"}]}', 'is not a valid regular expression'],
    ['no JSON', '{"turns":', 'JSON'],
    ['a file that is not there', '/nowhere/script.json', '/nowhere/script.json'],
  ])('is refused with the reason when it has %s', (_, setting, reason) => {
    expect(() => modelOf({ FOUNDRY_MODEL_SCENARIO: setting })).toThrow(reason);
  });
});
