import assert from 'node:assert/strict';
import type { AIProjectClient } from '@azure/ai-projects';
import { toFile } from 'openai';
import { collect, embeddingModel, model, until } from './emulator.ts';
import type { Programs } from './program.ts';

export type OpenAIClient = ReturnType<AIProjectClient['getOpenAIClient']>;

/** A project and its OpenAI client, of either generation. */
export interface Foundry {
  readonly project: AIProjectClient;
  readonly openai: OpenAIClient;
  /** Name of the field of a request that names the agent. */
  readonly agentField: 'agent' | 'agent_reference';
}

const weather = {
  type: 'function' as const,
  name: 'get_weather',
  description: 'Returns the weather of a city.',
  strict: false,
  parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
};

/** Programs over a Foundry project, as the samples of the client have them. */
export function programsOf({ project, openai, agentField }: Foundry): Programs {
  const by = (name: string) => ({ [agentField]: { type: 'agent_reference', name } }) as object;
  const indexed = async (text: string) => {
    const store = await openai.vectorStores.create({ name: 'notes' });
    const file = await toFile(Buffer.from(text), 'notes.txt');
    await openai.vectorStores.files.uploadAndPoll(store.id, file);
    return store;
  };
  return {
    chat: {
      'answers with chat completions': async () => {
        const { choices } = await openai.chat.completions.create({
          model,
          messages: [{ role: 'user', content: 'Hello' }],
        });
        assert.ok(choices[0]?.message.content);
      },
      'lists deployments and connections': async () => {
        const names = (await collect(project.deployments.list())).map(({ name }) => name);
        assert.ok(names.includes(model));
        assert.equal((await project.deployments.get(model)).name, model);
        await collect(project.connections.list());
      },
    },
    streaming: {
      'streams a response of an agent': async () => {
        await project.agents.createVersion('streamer', { kind: 'prompt', model, instructions: 'Be brief.' });
        const events = await collect(
          await openai.responses.create({ input: 'Hello', stream: true, ...by('streamer') } as {
            input: string;
            stream: true;
          }),
        );
        assert.equal(events.at(-1)?.type, 'response.completed');
      },
    },
    tools: {
      'answers the function call of an agent': async () => {
        await project.agents.createVersion('weather', { kind: 'prompt', model, tools: [weather] });
        const conversation = await openai.conversations.create();
        const first = await openai.responses.create({
          conversation: conversation.id,
          input: 'What is the weather in Paris?',
          ...by('weather'),
        });
        const call = first.output.find((item) => item.type === 'function_call');
        assert.equal(JSON.parse(call?.arguments ?? '{}').city, 'Paris');
        const last = await openai.responses.create({
          conversation: conversation.id,
          input: [{ type: 'function_call_output', call_id: `${call?.call_id}`, output: 'sunny, 21 degrees' }],
          ...by('weather'),
        });
        assert.match(last.output_text, /sunny|21/);
      },
    },
    'structured output': {
      'answers with the text format of an agent': async () => {
        await project.agents.createVersion('reader', {
          kind: 'prompt',
          model,
          text: {
            format: {
              type: 'json_schema',
              name: 'person',
              schema: {
                type: 'object',
                properties: { name: { type: 'string' }, age: { type: 'integer' } },
                required: ['name', 'age'],
                additionalProperties: false,
              },
            },
          },
        });
        const { output_text } = await openai.responses.create({ input: 'Anna is 31 years old.', ...by('reader') });
        assert.deepEqual(JSON.parse(output_text), { name: 'Anna', age: 31 });
      },
    },
    embeddings: {
      'embeds a text': async () => {
        const { data } = await openai.embeddings.create({ model: embeddingModel, input: 'a cat' });
        assert.equal(data[0]?.embedding.length, 1536);
      },
    },
    files: {
      'searches files with an agent': async () => {
        const store = await indexed('The office in Lisbon opens at nine.');
        await project.agents.createVersion('searcher', {
          kind: 'prompt',
          model,
          tools: [{ type: 'file_search', vector_store_ids: [store.id] }],
        });
        const { output_text } = await openai.responses.create({
          input: 'When does the Lisbon office open?',
          ...by('searcher'),
        });
        assert.match(output_text, /nine/);
      },
    },
    responses: {
      'keeps a conversation': async () => {
        const conversation = await openai.conversations.create({
          items: [{ type: 'message', role: 'user', content: 'My name is Anna.' }],
        });
        const { id } = await openai.responses.create({ model, conversation: conversation.id, input: 'Hello' });
        assert.equal((await openai.responses.retrieve(id)).status, 'completed');
        assert.equal((await collect(openai.conversations.items.list(conversation.id))).length, 3);
        await openai.conversations.delete(conversation.id);
      },
    },
    agents: {
      'makes versions of an agent, lists and deletes them': async () => {
        const first = await project.agents.createVersion('editor', {
          kind: 'prompt',
          model,
          instructions: 'Be brief.',
        });
        const second = await project.agents.createVersion('editor', {
          kind: 'prompt',
          model,
          instructions: 'Be kind.',
        });
        assert.deepEqual([first.version, second.version], ['1', '2']);
        assert.equal((await collect(project.agents.listVersions('editor'))).length, 2);
        assert.ok((await collect(project.agents.list())).some(({ name }) => name === 'editor'));
        await project.agents.deleteVersion('editor', '1');
        await project.agents.delete('editor');
        await assert.rejects(project.agents.get('editor'), { statusCode: 404 });
      },
      'defines agents with the tools of the samples': async () => {
        const connection = '/subscriptions/s/resourceGroups/r/providers/p/accounts/a/projects/p/connections/c';
        const { definition } = await project.agents.createVersion('handy', {
          kind: 'prompt',
          model,
          temperature: 0.5,
          tools: [
            { type: 'code_interpreter', container: { type: 'auto' } },
            { type: 'web_search_preview' },
            { type: 'mcp', server_label: 'docs', server_url: 'https://localhost:1/mcp', require_approval: 'always' },
            { type: 'image_generation', model: 'gpt-image-1', quality: 'low', size: '1024x1024' },
            {
              type: 'bing_grounding',
              bing_grounding: { search_configurations: [{ project_connection_id: connection }] },
            },
            {
              type: 'azure_ai_search',
              azure_ai_search: {
                indexes: [{ project_connection_id: connection, index_name: 'i', query_type: 'simple' }],
              },
            },
          ],
        } as never);
        assert.equal(definition.kind, 'prompt');
      },
    },
    'fine-tuning': {
      'trains a model': async () => {
        const line = '{"messages":[{"role":"user","content":"Hi"},{"role":"assistant","content":"Hello"}]}\n';
        const file = await openai.files.create({
          file: await toFile(Buffer.from(line.repeat(12)), 'train.jsonl'),
          purpose: 'fine-tune',
        });
        await openai.files.waitForProcessing(file.id, { pollInterval: 100 });
        const { id } = await openai.fineTuning.jobs.create({
          model: 'gpt-4o-mini-2024-07-18',
          training_file: file.id,
          trainingType: 'GlobalStandard',
          method: { type: 'supervised', supervised: { hyperparameters: { n_epochs: 1, batch_size: 4 } } },
        } as never);
        const done = await until(
          () => openai.fineTuning.jobs.retrieve(id),
          ({ status }) => status === 'succeeded' || status === 'failed',
        );
        assert.equal(done.status, 'succeeded');
      },
    },
    evals: {
      'grades rows with evaluators of Azure': async () => {
        const { id } = await openai.evals.create({
          name: 'quality',
          data_source_config: {
            type: 'custom',
            item_schema: {
              type: 'object',
              properties: { query: { type: 'string' }, response: { type: 'string' }, truth: { type: 'string' } },
            },
            include_sample_schema: true,
          },
          testing_criteria: [
            {
              type: 'azure_ai_evaluator',
              name: 'f1',
              evaluator_name: 'builtin.f1_score',
              data_mapping: { response: '{{item.response}}', ground_truth: '{{item.truth}}' },
            },
            {
              type: 'azure_ai_evaluator',
              name: 'coherence',
              evaluator_name: 'builtin.coherence',
              initialization_parameters: { deployment_name: model },
              data_mapping: { query: '{{item.query}}', response: '{{item.response}}' },
            },
          ] as never,
        });
        const content = [{ item: { query: 'When?', response: 'At nine.', truth: 'At nine.' } }];
        const run = await openai.evals.runs.create(id, {
          name: 'one',
          data_source: { type: 'jsonl', source: { type: 'file_content', content } },
        });
        const done = await until(
          () => openai.evals.runs.retrieve(run.id, { eval_id: id }),
          ({ status }) => status === 'completed' || status === 'failed',
        );
        assert.equal(done.status, 'completed');
        const [item] = await collect(openai.evals.runs.outputItems.list(run.id, { eval_id: id }));
        assert.equal(item?.results.length, 2);
      },
      'evaluates the answers of an agent': async () => {
        await project.agents.createVersion('answerer', { kind: 'prompt', model, instructions: 'Be brief.' });
        const { id } = await openai.evals.create({
          name: 'agent',
          data_source_config: {
            type: 'custom',
            item_schema: { type: 'object', properties: { query: { type: 'string' } }, required: ['query'] },
            include_sample_schema: true,
          },
          testing_criteria: [
            {
              type: 'azure_ai_evaluator',
              name: 'violence',
              evaluator_name: 'builtin.violence',
              data_mapping: { query: '{{item.query}}', response: '{{sample.output_text}}' },
            },
          ] as never,
        });
        const run = await openai.evals.runs.create(id, {
          name: 'agent',
          data_source: {
            type: 'azure_ai_target_completions',
            source: { type: 'file_content', content: [{ item: { query: 'Hello' } }] },
            input_messages: {
              type: 'template',
              template: [{ type: 'message', role: 'user', content: { type: 'input_text', text: '{{item.query}}' } }],
            },
            target: { type: 'azure_ai_agent', name: 'answerer' },
          } as never,
        });
        const done = await until(
          () => openai.evals.runs.retrieve(run.id, { eval_id: id }),
          ({ status }) => status === 'completed' || status === 'failed',
        );
        assert.equal(done.status, 'completed');
        assert.equal(done.result_counts.total, 1);
      },
    },
    images: {
      'generates an image with the tool of an agent': async () => {
        await project.agents.createVersion('painter', {
          kind: 'prompt',
          model,
          tools: [{ type: 'image_generation', model: 'gpt-image-1', quality: 'low', size: '1024x1024' }],
        } as never);
        const { output } = await openai.responses.create({ input: 'Draw a red house', ...by('painter') });
        assert.ok(output.find((item) => item.type === 'image_generation_call')?.result);
      },
    },
  };
}
