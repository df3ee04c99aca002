import { startAzurite } from '../../../../test/support/azurite.ts';
import type { TestEmulator } from '../../../../test/support/emulator.ts';
import { catalogue, type OperationId } from '../../src/spec/catalogue.ts';
import { libraries } from '../../src/spec/libraries.ts';
import { violationOf } from '../../src/spec/shapes/violation.ts';
import { type ApiClient, apiClientOf, operationOf } from './api-client.ts';
import { equippedEmulator } from './equipped-emulator.ts';
import { fixtures } from './fixtures/index.ts';
import { refusals } from './refusals.ts';
import { statusForUnknown } from './unknown-names.ts';

let azurite: Awaited<ReturnType<typeof startAzurite>>;
let emulator: TestEmulator;
let api: ApiClient;
beforeAll(async () => {
  azurite = await startAzurite();
  emulator = await equippedEmulator({ FOUNDRY_STORAGE_CONNECTION: azurite.connectionString });
  api = apiClientOf(emulator);
});
afterAll(async () => {
  await emulator?.close();
  await azurite?.stop();
});

const ids = catalogue.map(({ id }) => id as OperationId);

it.each(ids)('%s does what it is there for, and answers as the reference has it', async (id) => {
  const operation = operationOf(id);
  const { status, type, text, body } = await api.send(id, await fixtures[id](api));
  const shape = operation.answers[status];
  if (shape === undefined) throw new Error(`It was answered with ${status}: ${text}`);
  if (shape === null) return expect(text).toBe('');
  if (!type.includes('json')) return expect(text).not.toBe('');
  const validate = libraries[operation.shapes ?? operation.api].shape(shape, 'answer');
  expect(validate(body) ? undefined : violationOf(validate.errors ?? [], body)).toBeUndefined();
});

const parameters = ids.flatMap((id) =>
  [...operationOf(id).path.matchAll(/\{([\w-]+)\}/g)].map(([, name]) => [id, `${name}`] as const),
);

it.each(parameters)('%s with a %s that nothing has', async (id, name) => {
  const order = await fixtures[id](api);
  const params = { ...order.params, [name]: api.fresh('nobody') };
  const { status, text, body } = await api.send(id, { ...order, params });
  expect([status, text]).toEqual([statusForUnknown(id, name), expect.anything()]);
  if (status === 404) expect(body).toMatchObject({ error: { code: expect.stringMatching(/not_?found/i) } });
});

const deletions = ids.filter((id) => operationOf(id).method === 'DELETE');

it.each(deletions)('%s leaves nothing behind', async (id) => {
  const order = await fixtures[id](api);
  const before = await api.made(id, order);
  const again = await api.send(id, order);
  expect(again.status).toBe(operationOf(id).answers[204] === null ? 204 : 404);
  const reading = ids.find((each) => each !== id && operationOf(each).route === `GET ${operationOf(id).path}`);
  if (reading) expect((await api.send(reading, order)).status).toBe(404);
  if ('deleted' in before) expect(before.deleted).toBe(true);
});

it.each(refusals.map((each) => [each.id, each.why, each] as const))('%s refuses %s', async (id, _why, refusal) => {
  const { status, body, text } = await api.send(id, await refusal.order(api));
  expect([status, text]).toEqual([refusal.status, expect.anything()]);
  const { message, param, target } = body.error as { message: string; param?: string; target?: string };
  expect(message).not.toBe('');
  if (refusal.field !== undefined) expect(param ?? target).toBe(refusal.field);
});
