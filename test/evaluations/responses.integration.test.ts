import { openStorage } from '../../shared/azure/storage/storage.ts';
import { checkEvaluations } from '../../shared/evaluations/config/check-evaluations.ts';
import { onResponse } from '../../shared/evaluations/config/when.ts';
import { acceptResponse } from '../../shared/evaluations/responses/accept-response.ts';
import { pollResponses } from '../../shared/evaluations/responses/poll-responses.ts';
import { readResponse } from '../../shared/evaluations/responses/response-messages.ts';
import { RESPONSES_TABLE, WaitingResponses } from '../../shared/evaluations/responses/waiting-responses.ts';
import { tickServices } from '../../shared/evaluations/scheduler/execute-command.ts';
import { schedulerTick } from '../../shared/evaluations/scheduler/scheduler-tick.ts';
import { readStart, STARTS_QUEUE } from '../../shared/evaluations/start/start-queue.ts';
import { runnables, startOccurrence } from '../../shared/evaluations/start/start-run.ts';
import { RUNS_TABLE, RunHistory } from '../../shared/evaluations/store/run-history.ts';
import { startAzurite } from '../support/azurite.ts';
import { startEmulator } from '../support/emulator.ts';
import { JobHarness } from '../support/job-harness.ts';

const script = { turns: [{ repeat: true, text: 'Seoul it is.' }] };
const SETTINGS = { FOUNDRY_MODEL_SCENARIO: JSON.stringify(script) };
const { rules } = checkEvaluations({
  watch: {
    eval: {
      name: 'names the city',
      criteria: [
        { type: 'string_check', name: 'city', input: '{{sample.output_text}}', reference: 'Seoul', operation: 'like' },
      ],
    },
    target: 'guide',
    when: onResponse(),
    gates: { city: { minPassRate: 0.9 } },
  },
});

describe('a rule on responses that this app carries out', () => {
  let world: JobHarness;
  beforeAll(async () => {
    world = await JobHarness.start(SETTINGS);
    await world.emulator.project.agents.createVersion('guide', { kind: 'prompt', model: 'gpt-4o' });
    await world.emulator.project.agents.createVersion('other', { kind: 'prompt', model: 'gpt-4o' });
  });
  afterAll(() => world.stop());

  const ask = async (name: string) => {
    const body = { input: 'Capital?', agent_reference: { type: 'agent_reference', name } };
    return (await world.openai.responses.create(body as never)).id;
  };

  it('evaluates many responses in one run, each once, as the service has them', async () => {
    const waiting = new WaitingResponses(world.storage.table(RESPONSES_TABLE));
    const history = new RunHistory(world.storage.table(RUNS_TABLE));
    const services = { ...world.services, history, waiting };
    const mine = [await ask('guide'), await ask('guide'), await ask('guide')];
    const others = await ask('other');
    for (const responseId of [...mine, ...mine, others, 'resp_invented']) {
      const message = Buffer.from(JSON.stringify({ responseId, agent: 'guide', text: 'Trust me.' })).toString('base64');
      await acceptResponse(readResponse(message), rules, services);
    }
    expect((await waiting.list('watch')).toSorted()).toEqual(mine.toSorted());

    const ticks = tickServices(world.services, history, waiting);
    await Promise.all([schedulerTick([], ticks, rules), schedulerTick([], ticks, rules)]);
    expect(await waiting.list('watch')).toEqual([]);
    const { receivedMessageItems } = await world.storage.queue(STARTS_QUEUE).receiveMessages({ numberOfMessages: 32 });
    for (const { messageText } of receivedMessageItems) {
      const message = readStart(messageText);
      await startOccurrence(message, runnables(message, { entries: [], rules }), services);
    }
    expect(new Set(world.started.map(({ id }) => id)).size).toBe(1);
    const { id } = world.started[0] ?? { id: '' };
    await world.carry(id);
    expect(await world.record(id)).toMatchObject({ state: 'succeeded', verdict: 'passed', subject: 'watch' });
    expect(await world.result(id)).toMatchObject({ rows: 3, criteria: [{ criterion: 'city', passed: 3 }] });

    const { evalId } = (await world.result(id)) as { evalId: string };
    const answered = { evalId, data: { responses: mine }, target: { agent: 'guide' } };
    await expect(world.accept('evaluation-run', answered)).rejects.toMatchObject({ code: 'invalid_request' });

    await acceptResponse({ responseId: `${mine[0]}`, agent: 'guide' }, rules, services);
    expect(await waiting.list('watch')).toEqual([]);
    await waiting.forget('watch', world.services.now() + 1);
    await acceptResponse({ responseId: `${mine[0]}`, agent: 'guide' }, rules, services);
    expect(await waiting.list('watch')).toEqual([mine[0]]);
  });
});

describe('a look at what an agent has answered', () => {
  let world: JobHarness;
  beforeAll(async () => {
    world = await JobHarness.start(SETTINGS);
    for (const name of ['guide', 'other'])
      await world.emulator.project.agents.createVersion(name, { kind: 'prompt', model: 'gpt-4o' });
  });
  afterAll(() => world.stop());

  it('notes every new response once, and none from before the first look', async () => {
    const waiting = new WaitingResponses(world.storage.table(RESPONSES_TABLE));
    const services = { ...world.services, waiting, storage: world.storage };
    const look = () => pollResponses('guide', rules, services);
    const ask = async (name: string, more: object = {}) => {
      const body = { input: 'Capital?', agent_reference: { type: 'agent_reference', name }, ...more };
      return (await world.openai.responses.create(body as never)).id;
    };
    const before = await ask('guide');
    await look();
    await look();
    expect(await waiting.list('watch')).toEqual([]);

    const mine: string[] = [];
    for (let count = 0; count < 105; count++) mine.push(await ask('guide'));
    await ask('other');
    await Promise.all([look(), look()]);
    expect((await waiting.list('watch')).toSorted()).toEqual(mine.toSorted());
    expect(mine).not.toContain(before);

    await waiting.drop('watch');
    await look();
    const last = await ask('guide', { background: true });
    for (const end = Date.now() + 30_000; (await waiting.list('watch')).length === 0 && Date.now() < end; )
      await look();
    expect(await waiting.list('watch')).toEqual([last]);
  });

  it('takes a response later that had not ended yet', async () => {
    const waiting = new WaitingResponses(world.storage.table(RESPONSES_TABLE));
    await waiting.drop('watch');
    const states = ['in_progress', 'in_progress', 'completed'];
    const agent = { name: 'guide' };
    const createdAt = Math.floor(world.services.now() / 1000) + 1_000;
    const openai = {
      get: async () => ({
        data: [{ id: 'resp_slow', status: 'queued', created_at: createdAt, agent }],
        has_more: false,
      }),
      responses: { retrieve: async () => ({ id: 'resp_slow', status: states.shift(), created_at: createdAt, agent }) },
    };
    const context = { ...world.services.context, openai: openai as never };
    const services = { ...world.services, context, waiting, storage: world.storage };
    for (const expected of [[], [], ['resp_slow'], ['resp_slow']]) {
      await pollResponses('guide', rules, services);
      expect(await waiting.list('watch')).toEqual(expected);
    }
  });
});

it('is told of the emulator’s responses by agents on a queue, when one is named', async () => {
  const azurite = await startAzurite();
  const settings = {
    ...SETTINGS,
    FOUNDRY_STORAGE_CONNECTION: azurite.connectionString,
    FOUNDRY_RESPONSES_QUEUE: 'told',
  };
  const emulator = await startEmulator({ settings });
  try {
    await emulator.project.agents.createVersion('guide', { kind: 'prompt', model: 'gpt-4o' });
    const openai = emulator.project.getOpenAIClient();
    await openai.responses.create({ model: 'gpt-4o', input: 'Nobody in particular?' });
    const body = { input: 'Capital?', agent_reference: { type: 'agent_reference', name: 'guide' } };
    const { id } = await openai.responses.create(body as never);
    const queue = openStorage(azurite).queue('told');
    const told: unknown[] = [];
    const end = Date.now() + 30_000;
    while (told.length === 0 && Date.now() < end) {
      await queue.createIfNotExists();
      const { receivedMessageItems } = await queue.receiveMessages({ numberOfMessages: 32 });
      told.push(...receivedMessageItems.map(({ messageText }) => readResponse(messageText)));
    }
    expect(told).toEqual([{ responseId: id, agent: 'guide' }]);
  } finally {
    await emulator.close();
    await azurite.stop();
  }
});
