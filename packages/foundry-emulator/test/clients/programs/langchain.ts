import assert from 'node:assert/strict';
import { HumanMessage, type MessageStructure, SystemMessage, type ToolMessage } from '@langchain/core/messages';
import { StringOutputParser } from '@langchain/core/output_parsers';
import { ChatPromptTemplate } from '@langchain/core/prompts';
import { tool } from '@langchain/core/tools';
import {
  AzureChatOpenAI,
  AzureOpenAIEmbeddings,
  ChatOpenAI,
  DallEAPIWrapper,
  OpenAIEmbeddings,
} from '@langchain/openai';
import { createAgent, toolStrategy } from 'langchain';
import type { z } from 'zod';
import { apiKey, azureEndpoint, embeddingModel, model, v1Endpoint } from './emulator.ts';
import type { Programs } from './program.ts';

/** Schemas of one version of zod. */
export interface Schemas {
  readonly city: z.ZodObject<{ city: z.ZodString }>;
  readonly person: z.ZodObject<{ name: z.ZodString; age: z.ZodNumber; hobbies: z.ZodArray<z.ZodString> }>;
}

const configuration = { baseURL: v1Endpoint };
const chat = new ChatOpenAI({ model, apiKey, configuration });
const responses = new ChatOpenAI({ model, apiKey, configuration, useResponsesApi: true });
const azure = new AzureChatOpenAI({
  model,
  azureOpenAIEndpoint: azureEndpoint,
  azureOpenAIApiKey: apiKey,
  azureOpenAIApiDeploymentName: model,
  azureOpenAIApiVersion: '2024-10-21',
});
const models = { chat, responses, azure };
type Api = keyof typeof models;

const about = 'Anna is 31 years old and likes chess and tennis.';
const anna = { name: 'Anna', age: 31, hobbies: ['chess', 'tennis'] };
const question = 'What is the weather in Paris?';

const dot = (a: readonly number[], b: readonly number[]) =>
  a.reduce((sum, value, index) => sum + value * (b[index] ?? 0), 0);

/** Programs over LangChain, with the schemas of one version of zod. */
export function programsOf({ city, person }: Schemas): Programs {
  const weatherTool = (asked: string[]) =>
    tool(
      async (input: { city: string }) => {
        asked.push(input.city);
        return 'sunny, 21 degrees';
      },
      { name: 'get_weather', description: 'Returns the weather of a city.', schema: city },
    );
  const loop = async (api: Api) => {
    const asked: string[] = [];
    const weather = weatherTool(asked);
    const first = await models[api]
      .bindTools([weather], { tool_choice: 'required' })
      .invoke([new HumanMessage(question)]);
    const [call] = first.tool_calls ?? [];
    assert.deepEqual(call?.args, { city: 'Paris' });
    const result = (await weather.invoke({ ...call, type: 'tool_call' } as never)) as ToolMessage<MessageStructure>;
    const last = await models[api].bindTools([weather]).invoke([new HumanMessage(question), first, result]);
    assert.match(last.text, /sunny|21/);
  };
  const structured = async (api: Api, method: 'jsonSchema' | 'functionCalling' | 'jsonMode') => {
    const prompt = method === 'jsonMode' ? `Return JSON with the keys name, age and hobbies (a list). ${about}` : about;
    assert.deepEqual(await models[api].withStructuredOutput(person, { method, name: 'person' }).invoke(prompt), anna);
  };
  const answers = async (api: Api) => {
    const message = await models[api].invoke([new SystemMessage('Be brief.'), new HumanMessage('Hello')]);
    assert.ok(message.text);
    assert.ok((message.usage_metadata?.total_tokens ?? 0) > 0);
  };
  const streams = async (api: Api) => {
    let text = '';
    for await (const chunk of await models[api].stream('Tell me about Berlin')) text += chunk.text;
    assert.ok(text);
  };
  const agentLoop = async (api: Api) => {
    const asked: string[] = [];
    const { messages } = await createAgent({ model: models[api], tools: [weatherTool(asked)] }).invoke({
      messages: [{ role: 'user', content: question }],
    });
    assert.deepEqual(asked, ['Paris']);
    assert.match(`${messages.at(-1)?.text}`, /sunny|21/);
  };
  return {
    chat: {
      'answers with chat completions': () => answers('chat'),
      'answers with responses': () => answers('responses'),
      'answers with AzureChatOpenAI': () => answers('azure'),
      'runs a chain of prompt, model and parser': async () => {
        const prompt = ChatPromptTemplate.fromMessages([
          ['system', 'Answer in {language}.'],
          ['human', '{question}'],
        ]);
        const chain = prompt.pipe(chat).pipe(new StringOutputParser());
        assert.ok(await chain.invoke({ language: 'English', question: 'Hello' }));
      },
      'answers a batch': async () => {
        assert.equal((await chat.batch(['Hello', 'Good morning', 'Good night'])).length, 3);
      },
    },
    streaming: {
      'streams chat completions': () => streams('chat'),
      'streams responses': () => streams('responses'),
      'streams AzureChatOpenAI': () => streams('azure'),
      'streams tool calls': async () => {
        const chunks = [];
        for await (const chunk of await chat.bindTools([weatherTool([])], { tool_choice: 'required' }).stream(question))
          chunks.push(chunk);
        const [first, ...rest] = chunks;
        const whole = rest.reduce((sum, chunk) => sum.concat(chunk), first as (typeof chunks)[number]);
        assert.deepEqual(whole.tool_calls?.[0]?.args, { city: 'Paris' });
      },
    },
    tools: {
      'loops over tools with chat completions': () => loop('chat'),
      'loops over tools with responses': () => loop('responses'),
      'loops over tools with AzureChatOpenAI': () => loop('azure'),
      'calls a named strict tool': async () => {
        const named = chat.bindTools([weatherTool([])], { tool_choice: 'get_weather', strict: true });
        assert.equal((await named.invoke('Hi')).tool_calls?.[0]?.name, 'get_weather');
      },
    },
    'structured output': {
      'reads an object by JSON schema': () => structured('chat', 'jsonSchema'),
      'reads an object by function calling': () => structured('chat', 'functionCalling'),
      'reads an object in JSON mode': () => structured('chat', 'jsonMode'),
      'reads an object with responses': () => structured('responses', 'jsonSchema'),
      'reads an object with AzureChatOpenAI': () => structured('azure', 'jsonSchema'),
    },
    embeddings: {
      'embeds documents and finds the nearest': async () => {
        const embeddings = new OpenAIEmbeddings({ model: embeddingModel, apiKey, configuration });
        const documents = ['The cat sleeps on the sofa', 'Interest rates rise'];
        const vectors = await embeddings.embedDocuments(documents);
        const query = await embeddings.embedQuery('a sleeping cat');
        const [near = 0, far = 0] = vectors.map((vector) => dot(vector, query));
        assert.ok(near > far);
      },
      'embeds with AzureOpenAIEmbeddings': async () => {
        const embeddings = new AzureOpenAIEmbeddings({
          azureOpenAIBasePath: `${azureEndpoint}/openai/deployments`,
          azureOpenAIApiKey: apiKey,
          azureOpenAIApiEmbeddingsDeploymentName: embeddingModel,
          azureOpenAIApiVersion: '2024-10-21',
          dimensions: 256,
        });
        assert.equal((await embeddings.embedQuery('a cat')).length, 256);
      },
    },
    responses: {
      'continues a response': async () => {
        const first = await responses.invoke('My name is Anna.');
        const id = `${first.response_metadata.id}`;
        assert.match(id, /^resp_/);
        assert.ok((await responses.invoke('Hello', { previous_response_id: id })).text);
      },
    },
    agents: {
      'runs an agent over chat completions': () => agentLoop('chat'),
      'runs an agent over responses': () => agentLoop('responses'),
      'runs an agent over AzureChatOpenAI': () => agentLoop('azure'),
      'answers in a structure': async () => {
        const agent = createAgent({ model: chat, tools: [], responseFormat: toolStrategy(person) as never });
        const result: object = await agent.invoke({ messages: [{ role: 'user', content: about }] });
        assert.deepEqual('structuredResponse' in result && result.structuredResponse, anna);
      },
    },
    images: {
      'generates an image': async () => {
        const wrapper = new DallEAPIWrapper({
          model: 'dall-e-3',
          apiKey,
          baseUrl: v1Endpoint,
          dallEResponseFormat: 'b64_json',
        });
        assert.match(JSON.stringify(await wrapper.invoke('A red house')), /iVBOR/);
      },
    },
  };
}
