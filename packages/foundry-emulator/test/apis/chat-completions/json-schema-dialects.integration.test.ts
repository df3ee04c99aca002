import type OpenAI from 'openai';
import { startEmulator, type TestEmulator } from '../../../../../test/support/emulator.ts';
import { byAgent, openAIClients } from '../../../../../test/support/openai-clients.ts';

const DIALECTS = [
  'http://json-schema.org/draft-07/schema#',
  'https://json-schema.org/draft/2019-09/schema',
  'https://json-schema.org/draft/2020-12/schema',
];

describe('JSON schemas that name their dialect', () => {
  const model = 'gpt-4o';
  let emulator: TestEmulator;
  let project: OpenAI;
  beforeAll(async () => {
    emulator = await startEmulator();
    project = (await openAIClients(emulator)).reference;
  });
  afterAll(() => emulator?.close());

  describe.each(DIALECTS)('%s', ($schema) => {
    const schema = {
      $schema,
      type: 'object',
      properties: { city: { type: 'string', description: 'City' } },
      required: ['city'],
      additionalProperties: false,
    };
    const twice = async (send: () => Promise<unknown>) => [await send(), await send()];

    it('is accepted by chat completions in a response format, again and again', async () => {
      const format = { type: 'json_schema' as const, json_schema: { name: 'place', schema, strict: true } };
      const messages = [{ role: 'user' as const, content: 'I live in Paris.' }];
      const answers = await twice(() =>
        emulator.azureOpenAI.chat.completions.create({ model, messages, response_format: format }),
      );
      for (const answer of answers) {
        const { choices } = answer as OpenAI.ChatCompletion;
        expect(JSON.parse(`${choices[0]?.message.content}`)).toEqual({ city: 'Paris' });
      }
    });

    it('is accepted by chat completions in a tool, again and again', async () => {
      const tools = [
        { type: 'function' as const, function: { name: 'get_weather', description: 'Weather', parameters: schema } },
      ];
      const messages = [{ role: 'user' as const, content: 'What is the weather in Paris?' }];
      for (const answer of await twice(() =>
        emulator.azureOpenAI.chat.completions.create({ model, messages, tools }),
      )) {
        expect(answer).toMatchObject({
          choices: [{ message: { tool_calls: [{ function: { arguments: '{"city":"Paris"}' } }] } }],
        });
      }
    });

    it('is accepted by responses in the text format and in an agent’s function, again and again', async () => {
      const input = 'What is the weather in Paris?';
      for (const answer of await twice(() =>
        project.responses.create({
          model,
          input,
          text: { format: { type: 'json_schema', name: 'place', schema, strict: true } },
        }),
      )) {
        expect(JSON.parse(`${(answer as OpenAI.Responses.Response).output_text}`)).toEqual({ city: 'Paris' });
      }
      const tools = [{ type: 'function' as const, name: 'get_weather', parameters: schema, strict: true }];
      await emulator.project.agents.createVersion('weather', { kind: 'prompt', model, tools });
      for (const answer of await twice(() => project.responses.create({ input }, byAgent('weather')))) {
        expect((answer as OpenAI.Responses.Response).output).toMatchObject([
          { type: 'function_call', arguments: '{"city":"Paris"}' },
        ]);
      }
    });
  });
});
