import type { Kitchen, Order, Recipe } from '../kitchen.ts';

const message = { type: 'message', role: 'user', content: 'Hello' };
const model = 'gpt-4o';

export async function conversation({ made }: Kitchen) {
  const { id } = await made('Conversations_CreateConversation', { body: { items: [message] } });
  return { conversation_id: `${id}` };
}

async function item(kitchen: Kitchen) {
  const params = await conversation(kitchen);
  const { data } = await kitchen.made('Conversations_ListConversationItems', { params });
  const [first] = data as { id: string }[];
  return { ...params, item_id: `${first?.id}` };
}

export async function response({ made }: Kitchen, more: object = {}) {
  const { id } = await made('Responses_CreateResponse', { body: { model, input: 'Hello', ...more } });
  return { response_id: `${id}` };
}

/** One that waits for its model until the clock goes on. */
async function underWay({ made }: Kitchen) {
  const body = { model, input: 'Please take your time', background: true };
  const { id } = await made('Responses_CreateResponse', { body });
  return { response_id: `${id}` };
}

const messages = [{ role: 'user', content: 'Hello' }];
const deployed = (name: string) => ({ 'deployment-id': name });

function recording(form = new FormData()): FormData {
  const samples = new Int16Array(24_000);
  const header = Buffer.alloc(44);
  header.write('RIFF', 0);
  header.writeUInt32LE(36 + samples.byteLength, 4);
  header.write('WAVEfmt ', 8);
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(24_000, 24);
  header.writeUInt32LE(48_000, 28);
  header.writeUInt16LE(2, 32);
  header.writeUInt16LE(16, 34);
  header.write('data', 36);
  header.writeUInt32LE(samples.byteLength, 40);
  form.set('file', new Blob([header, samples]), 'silence.wav');
  return form;
}

function recordingFor(name: string): Order {
  const form = new FormData();
  form.set('model', name);
  return { body: recording(form) };
}

const speech = { model: 'tts-1', voice: 'alloy', input: 'Hi' };
const image = { prompt: 'A red star', size: '1024x1024', response_format: 'b64_json' };

export async function completion({ made }: Kitchen, said: object[] = messages) {
  const body = { model, messages: said, store: true };
  const { id } = await made('ChatCompletions_CreateV1', { body });
  return { completion_id: `${id}` };
}

export const talk = {
  StoredCompletions_List: async (kitchen) => {
    await completion(kitchen);
    return { query: { model } };
  },
  StoredCompletions_Get: async (kitchen) => ({ params: await completion(kitchen) }),
  StoredCompletions_Update: async (kitchen) => ({
    params: await completion(kitchen),
    body: { metadata: { team: 'b' } },
  }),
  StoredCompletions_Delete: async (kitchen) => ({ params: await completion(kitchen) }),
  StoredCompletions_ListMessages: async (kitchen) => ({ params: await completion(kitchen) }),
  Conversations_CreateConversation: () => ({ body: { items: [message], metadata: { team: 'a' } } }),
  Conversations_ListConversations: async (kitchen) => {
    await conversation(kitchen);
    return {};
  },
  Conversations_UpdateConversation: async (kitchen) => ({
    params: await conversation(kitchen),
    body: { metadata: { team: 'b' } },
  }),
  Conversations_GetConversation: async (kitchen) => ({ params: await conversation(kitchen) }),
  Conversations_DeleteConversation: async (kitchen) => ({ params: await conversation(kitchen) }),
  Conversations_CreateConversationItems: async (kitchen) => ({
    params: await conversation(kitchen),
    body: { items: [message] },
  }),
  Conversations_ListConversationItems: async (kitchen) => ({
    params: await conversation(kitchen),
    query: { item_type: 'message' },
  }),
  Conversations_GetConversationItem: async (kitchen) => ({ params: await item(kitchen) }),
  Conversations_DeleteConversationItem: async (kitchen) => ({ params: await item(kitchen) }),
  Responses_CreateResponse: () => ({ body: { model, input: 'Hello' } }),
  Responses_ListResponses: async (kitchen) => {
    await response(kitchen);
    return {};
  },
  Responses_GetResponse: async (kitchen) => ({ params: await response(kitchen) }),
  Responses_DeleteResponse: async (kitchen) => ({ params: await response(kitchen) }),
  Responses_CancelResponse: async (kitchen) => ({ params: await underWay(kitchen) }),
  Responses_ListInputItems: async (kitchen) => ({ params: await response(kitchen) }),
  Embeddings_Create: () => ({ body: { model: 'text-embedding-3-small', input: 'Hello' } }),
  embeddings_create: () => ({ params: deployed('text-embedding-3-small'), body: { input: 'Hello' } }),
  Completions_Create: () => ({ params: deployed(model), body: { prompt: 'Once' } }),
  Completions_CreateV1: () => ({ body: { model, prompt: 'Once' } }),
  ChatCompletions_Create: () => ({ params: deployed(model), body: { messages } }),
  ChatCompletions_CreateV1: () => ({ body: { model, messages } }),
  Transcriptions_Create: () => ({ params: deployed('whisper'), body: recording() }),
  Transcriptions_CreateV1: () => recordingFor('whisper'),
  Translations_Create: () => ({ params: deployed('whisper'), body: recording() }),
  Translations_CreateV1: () => recordingFor('whisper'),
  Speech_Create: () => ({ params: deployed('tts'), body: speech }),
  Speech_CreateV1: () => ({ body: speech }),
  ImageGenerations_Create: () => ({ params: deployed('dall-e-3'), body: image }),
  ImageGenerations_CreateV1: () => ({ body: { ...image, model: 'dall-e-3' } }),
} satisfies Record<string, Recipe>;
