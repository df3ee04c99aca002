import { EventStream, type ServerSentEvent } from '../../packages/foundry-emulator/src/core/http/reply.ts';
import { Upserted } from '../../packages/foundry-emulator/src/core/store/store.ts';
import { catalogue } from '../../packages/foundry-emulator/src/spec/catalogue.ts';
import type { Operation } from '../../packages/foundry-emulator/src/spec/shapes/operation.ts';
import { checkAnswers } from './check-answers.ts';

const operation = (id: string) => catalogue.find((each) => each.id === id) as Operation;

it('lets pass what the reference has, and names what it has not', () => {
  const { inspect, violations } = checkAnswers();
  const agent = { object: 'agent', id: 'a', name: 'a', versions: {} };
  expect(inspect(operation('Agents_GetAgent'), agent)).toBe(agent);
  expect([...violations]).toEqual([]);
  inspect(operation('Agents_GetAgent'), { ...agent, object: 'robot' });
  inspect(operation('Schedules_CreateOrUpdate'), new Upserted({ id: 's' }, true));
  expect([...violations]).toEqual([
    "Agents_GetAgent: Invalid value: 'robot'. Supported values are: 'agent'.",
    "Schedules_CreateOrUpdate: Missing required parameter: 'enabled'.",
  ]);
});

it('reads a stream event by event', async () => {
  const { inspect, violations } = checkAnswers();
  async function* events(): AsyncGenerator<ServerSentEvent> {
    yield { data: { type: 'response.output_text.delta', sequence_number: 1 } };
    yield { data: '[DONE]' };
  }
  const stream = inspect(operation('Responses_CreateResponse'), new EventStream(events())) as EventStream;
  const sent: ServerSentEvent[] = [];
  for await (const event of stream.events) sent.push(event);
  expect(sent).toHaveLength(2);
  expect([...violations]).toEqual([expect.stringContaining("Responses_CreateResponse: Missing required parameter: '")]);
});
