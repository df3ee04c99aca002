import { setTimeout as sleep } from 'node:timers/promises';
import type OpenAI from 'openai';
import { toFile } from 'openai';
import { startEmulator, type TestEmulator } from '../../../../../test/support/emulator.ts';
import { openAIClients } from '../../../../../test/support/openai-clients.ts';

const field_mapping = { content_fields: ['text'], vector_fields: ['vector'] };
const deployed = { type: 'deployment_name', deployment_name: 'text-embedding-3-small' };

/** The five kinds, each as small as the reference lets it be. */
const KINDS = {
  azure_search: { endpoint: 'https://x.search.windows.net', authentication: { type: 'api_key', key: 'k' } },
  azure_cosmos_db: {
    authentication: { type: 'connection_string', connection_string: 'c' },
    database_name: 'd',
    container_name: 'c',
    fields_mapping: field_mapping,
    embedding_dependency: deployed,
  },
  elasticsearch: { endpoint: 'https://e', authentication: { type: 'encoded_api_key', encoded_api_key: 'k' } },
  mongo_db: {
    endpoint: 'https://m',
    authentication: { type: 'username_and_password', username: 'u', password: 'p' },
    database_name: 'd',
    collection_name: 'c',
    app_name: 'a',
    fields_mapping: field_mapping,
    embedding_dependency: deployed,
  },
  pinecone: {
    environment: 'e',
    authentication: { type: 'api_key', key: 'k' },
    fields_mapping: field_mapping,
    embedding_dependency: deployed,
  },
};

describe('chats on your data', () => {
  let emulator: TestEmulator;
  const model = 'gpt-4o';
  const question = 'How long do I have to return a parcel?';

  const fill = async (azure: OpenAI) => {
    const { id } = await azure.vectorStores.create({ name: 'handbook' });
    const texts = {
      'returns.md': 'Parcels are packed by hand. You can return a parcel within thirty days. Keep the receipt.',
      'office.md': 'The office is closed on Sundays. Coffee is free.',
    };
    for (const [name, text] of Object.entries(texts)) {
      const file = await azure.files.create({ file: await toFile(Buffer.from(text), name), purpose: 'assistants' });
      await azure.vectorStores.files.create(id, { file_id: file.id });
    }
    for (;;) {
      if ((await azure.vectorStores.retrieve(id)).file_counts.completed === 2) return;
      await sleep(50);
    }
  };

  beforeAll(async () => {
    emulator = await startEmulator({ settings: { FOUNDRY_INDEXING_SECONDS: '0' } });
    await fill(emulator.azureOpenAI);
  });
  afterEach(() => emulator.admin('DELETE', 'scenarios/model'));
  afterAll(() => emulator?.close());

  const source = (type: keyof typeof KINDS, more: object = {}) => ({
    type,
    parameters: { ...KINDS[type], index_name: 'handbook', ...more },
  });
  const ask = (sources: object[], { content = question, ...more }: { content?: string; stream?: false } = {}) => {
    const body = { model, messages: [{ role: 'user' as const, content }], data_sources: sources, ...more };
    return emulator.azureOpenAI.chat.completions.create(body);
  };
  const contextOf = (message: object | undefined) =>
    (message as { context?: { citations?: { title: string }[]; intent?: string } } | undefined)?.context;

  it.each(Object.keys(KINDS) as (keyof typeof KINDS)[])(
    'answer from the store named as an index of %s',
    async (type) => {
      const { choices } = await ask([source(type)]);
      expect(choices[0]?.message.content).toBe('You can return a parcel within thirty days. [doc1]');
      const context = contextOf(choices[0]?.message);
      expect(context?.intent).toBe(question);
      expect(context?.citations?.[0]).toMatchObject({ title: 'returns.md', filepath: 'returns.md', chunk_id: '0' });
    },
  );

  it('filter by score and by number, and tell what was filtered', async () => {
    const { choices } = await ask([
      source('azure_search', { strictness: 1, top_n_documents: 1, include_contexts: ['all_retrieved_documents'] }),
    ]);
    const context = contextOf(choices[0]?.message);
    expect(context).not.toHaveProperty('citations');
    expect(context).toMatchObject({
      all_retrieved_documents: [
        { title: 'returns.md', data_source_index: 0, search_queries: [question] },
        { title: 'office.md', filter_reason: 'rerank' },
      ],
    });
  });

  it('say so when nothing is found, and ask a model all the same when it may answer from elsewhere', async () => {
    const content = 'Quantum chromodynamics?';
    const { choices } = await ask([source('azure_search', { strictness: 5 })], { content });
    expect(choices[0]?.message.content).toMatch(/not available in the retrieved data/);
    await emulator.admin('PUT', 'scenarios/model', { turns: [{ text: 'From elsewhere.' }] });
    const free = await ask([source('azure_search', { strictness: 5, in_scope: false })], { content });
    expect(free.choices[0]?.message.content).toBe('From elsewhere.');
  });

  it('stream the context with the first delta', async () => {
    const stream = await emulator.azureOpenAI.chat.completions.create({
      model,
      messages: [{ role: 'user', content: question }],
      stream: true,
      ...{ data_sources: [source('pinecone')] },
    });
    const contexts: unknown[] = [];
    let text = '';
    for await (const { choices } of stream) {
      const delta = choices[0]?.delta;
      if (contextOf(delta)) contexts.push(contextOf(delta));
      text += delta?.content ?? '';
    }
    expect(contexts).toMatchObject([{ citations: [{ title: 'returns.md' }], intent: question }]);
    expect(text).toMatch(/\[doc1\]$/);
  });

  it('refuse indexes that are not here, and what does not go with a kind', async () => {
    const none = source('azure_search', { index_name: 'none' });
    await expect(ask([none])).rejects.toMatchObject({ param: 'data_sources[0].parameters.index_name' });
    const partly = { ...none, parameters: { ...none.parameters, allow_partial_result: true } };
    expect((await ask([partly, source('pinecone')])).choices[0]?.message.content).toMatch(/thirty days/);
    const identity = { type: 'system_assigned_managed_identity' };
    await expect(ask([source('elasticsearch', { authentication: identity })])).rejects.toMatchObject({
      status: 400,
      param: 'data_sources[0].parameters.authentication.type',
    });
    const integrated = { embedding_dependency: { type: 'integrated' } };
    await expect(ask([source('mongo_db', integrated)])).rejects.toMatchObject({
      param: expect.stringContaining('embedding_dependency'),
    });
    await expect(ask([source('azure_search', { endpoint: 'nowhere' })])).rejects.toMatchObject({ status: 400 });
    await expect(ask([source('azure_search', { strictness: 6 })])).rejects.toMatchObject({ status: 400 });
    await expect(ask([{ type: 'oracle', parameters: {} }])).rejects.toMatchObject({ status: 400 });
  });

  it('cite the URL of a file, and need an embedding for a vector query', async () => {
    const ask = (parameters: object) =>
      emulator.azureOpenAI.chat.completions.create({
        model,
        messages: [{ role: 'user', content: question }],
        ...{ data_sources: [source('azure_search', parameters)] },
      });
    const { v1 } = await openAIClients(emulator);
    const [store] = (await v1.vectorStores.list()).data;
    for (const { id } of (await v1.vectorStores.files.list(`${store?.id}`)).data)
      await v1.vectorStores.files.update(id, {
        vector_store_id: `${store?.id}`,
        attributes: { url: 'https://handbook' },
      });
    const { choices } = await ask({});
    expect(choices[0]?.message).toMatchObject({ context: { citations: [{ url: 'https://handbook' }] } });
    await expect(ask({ query_type: 'vector' })).rejects.toMatchObject({
      status: 400,
      param: 'data_sources[0].parameters.embedding_dependency',
    });
  });
});
