// An app whose orchestrations take a second or two, for hosts that are killed meanwhile. Each effect is noted in EFFECTS_FILE.
const fs = require('node:fs');
const { app } = require('@azure/functions');
const df = require('durable-functions');

const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const note = (effect) => fs.appendFileSync(process.env.EFFECTS_FILE, `${effect}\n`);

df.app.activity('work', {
  handler: async ({ key, ms }) => {
    await sleep(ms);
    note(key);
    return key;
  },
});

df.app.entity('tally', (context) => context.df.setState(context.df.getState(() => 0) + context.df.getInput()));

df.app.orchestration('child', function* (context) {
  const key = context.df.getInput();
  yield context.df.createTimer(new Date(context.df.currentUtcDateTime.getTime() + 150));
  return yield context.df.callActivity('work', { key, ms: 20 });
});

df.app.orchestration('batch', function* (context) {
  const { round, results } = context.df.getInput();
  const id = `${context.df.instanceId}/${round}`;
  const first = yield context.df.callActivity('work', { key: `${id}/first`, ms: 40 });
  const both = yield context.df.Task.all([
    context.df.callActivity('work', { key: `${id}/second`, ms: 80 }),
    context.df.callSubOrchestrator('child', `${id}/child`),
  ]);
  context.df.signalEntity(new df.EntityId('tally', context.df.instanceId), 'add', 1);
  const all = [...results, first, ...both];
  if (round < 3) context.df.continueAsNew({ round: round + 1, results: all });
  return all;
});

df.app.orchestration('timer', function* (context) {
  yield context.df.createTimer(new Date(context.df.currentUtcDateTime.getTime() + context.df.getInput()));
  return 'rang';
});

app.http('start', {
  route: 'start/{name}/{id}',
  methods: ['POST'],
  authLevel: 'anonymous',
  extraInputs: [df.input.durableClient()],
  handler: async (request, context) => {
    const client = df.getClient(context);
    const { name, id } = request.params;
    await client.startNew(name, { instanceId: id, input: await request.json() });
    return client.createCheckStatusResponse(request, id);
  },
});
