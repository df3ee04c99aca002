import assert from 'node:assert/strict';
import OpenAI, { toFile } from 'openai';
import { zodResponseFormat, zodTextFormat } from 'openai/helpers/zod';
import { z } from 'zod';
import { apiKey, collect, embeddingModel, model, until, v1Endpoint } from './emulator.ts';
import { runAll } from './program.ts';

const client = new OpenAI({ baseURL: v1Endpoint, apiKey });

const weather = {
  type: 'function' as const,
  function: {
    name: 'get_weather',
    description: 'Returns the weather of a city.',
    parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
  },
};
const weatherTool = { ...weather.function, type: 'function' as const, strict: false };
const Person = z.object({ name: z.string(), age: z.number().int(), hobbies: z.array(z.string()) });
const about = 'Anna is 31 years old and likes chess and tennis.';

const trainingLine = (n: number) =>
  JSON.stringify({
    messages: [
      { role: 'user', content: `Question ${n}` },
      { role: 'assistant', content: `Answer ${n}` },
    ],
  });

await runAll({
  chat: {
    'answers a question and counts tokens': async () => {
      const { choices, usage } = await client.chat.completions.create({
        model,
        messages: [
          { role: 'system', content: 'Be brief.' },
          { role: 'user', content: 'Hello' },
        ],
      });
      assert.equal(choices[0]?.finish_reason, 'stop');
      assert.ok(choices[0].message.content);
      assert.equal(usage?.total_tokens, (usage?.prompt_tokens ?? 0) + (usage?.completion_tokens ?? 0));
    },
    'returns several choices with log probabilities': async () => {
      const { choices } = await client.chat.completions.create({
        model,
        n: 2,
        logprobs: true,
        top_logprobs: 3,
        messages: [{ role: 'user', content: 'Say hello' }],
      });
      assert.equal(choices.length, 2);
      assert.equal(choices[0]?.logprobs?.content?.[0]?.top_logprobs.length, 3);
    },
    'looks at an image': async () => {
      const pixel = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
      const { choices } = await client.chat.completions.create({
        model,
        messages: [
          {
            role: 'user',
            content: [
              { type: 'text', text: 'Describe the image.' },
              { type: 'image_url', image_url: { url: `data:image/png;base64,${pixel}`, detail: 'low' } },
            ],
          },
        ],
      });
      assert.ok(choices[0]?.message.content);
    },
    'stores a completion and lists it': async () => {
      const { id } = await client.chat.completions.create({
        model,
        store: true,
        metadata: { topic: 'stored' },
        messages: [{ role: 'user', content: 'Keep this' }],
      });
      assert.equal((await client.chat.completions.retrieve(id)).id, id);
      const listed = await collect(client.chat.completions.list({ metadata: { topic: 'stored' } }));
      assert.ok(listed.some((each) => each.id === id));
    },
    'reports a wrong request as the service does': async () => {
      await assert.rejects(
        client.chat.completions.create({ model, messages: [], temperature: 9 }),
        (error: unknown) => error instanceof OpenAI.BadRequestError && error.param !== undefined,
      );
    },
    'accepts the parameters of reasoning models': async () => {
      const { choices } = await client.chat.completions.create({
        model: 'o4-mini',
        reasoning_effort: 'low',
        max_completion_tokens: 500,
        messages: [
          { role: 'developer', content: 'Be brief.' },
          { role: 'user', content: 'Hello' },
        ],
      });
      assert.ok(choices[0]?.message.content);
    },
    'completes a prompt with the legacy API': async () => {
      const { choices } = await client.completions.create({
        model: 'gpt-35-turbo-instruct',
        prompt: 'Once',
        max_tokens: 20,
      });
      assert.ok(choices[0]?.text);
    },
  },
  streaming: {
    'streams chunks and ends with the usage': async () => {
      const chunks = await collect(
        await client.chat.completions.create({
          model,
          stream: true,
          stream_options: { include_usage: true },
          messages: [{ role: 'user', content: 'Tell me about Berlin' }],
        }),
      );
      const text = chunks.map(({ choices }) => choices[0]?.delta.content ?? '').join('');
      assert.ok(text.length > 0);
      assert.ok((chunks.at(-1)?.usage?.total_tokens ?? 0) > 0);
    },
    'accumulates a stream with the helper': async () => {
      const stream = client.chat.completions.stream({ model, messages: [{ role: 'user', content: 'Hello' }] });
      let text = '';
      stream.on('content', (delta) => {
        text += delta;
      });
      assert.equal((await stream.finalChatCompletion()).choices[0]?.message.content, text);
    },
    'streams a response and its events in order': async () => {
      const events = await collect(await client.responses.create({ model, input: 'Hello', stream: true }));
      assert.deepEqual([events[0]?.type, events.at(-1)?.type], ['response.created', 'response.completed']);
      assert.deepEqual(
        events.map(({ sequence_number }) => sequence_number),
        events.map((_, index) => index),
      );
    },
    'streams a response with the helper': async () => {
      const stream = client.responses.stream({ model, input: 'Hello' });
      let text = '';
      stream.on('response.output_text.delta', ({ delta }) => {
        text += delta;
      });
      assert.equal((await stream.finalResponse()).output_text, text);
    },
    'stops a stream half-way': async () => {
      const stream = await client.chat.completions.create({
        model,
        stream: true,
        messages: [{ role: 'user', content: 'Tell me a long story about Berlin' }],
      });
      for await (const _ of stream) break;
      assert.ok(stream.controller.signal.aborted);
    },
  },
  tools: {
    'calls a required tool and answers from its result': async () => {
      const messages: OpenAI.ChatCompletionMessageParam[] = [
        { role: 'user', content: 'What is the weather in Paris?' },
      ];
      const first = await client.chat.completions.create({
        model,
        messages,
        tools: [weather],
        tool_choice: 'required',
      });
      const message = first.choices[0]?.message;
      const call = message?.tool_calls?.[0];
      assert.ok(message && call?.type === 'function');
      assert.equal(first.choices[0]?.finish_reason, 'tool_calls');
      assert.equal(JSON.parse(call.function.arguments).city, 'Paris');
      messages.push(message, { role: 'tool', tool_call_id: call.id, content: '{"sky":"sunny","degrees":21}' });
      const last = await client.chat.completions.create({ model, messages, tools: [weather] });
      assert.match(last.choices[0]?.message.content ?? '', /sunny|21/);
    },
    'calls a named tool when the text does not ask for it': async () => {
      const { choices } = await client.chat.completions.create({
        model,
        messages: [{ role: 'user', content: 'Hi' }],
        tools: [weather],
        tool_choice: { type: 'function', function: { name: 'get_weather' } },
      });
      const call = choices[0]?.message.tool_calls?.[0];
      assert.ok(call?.type === 'function' && typeof JSON.parse(call.function.arguments).city === 'string');
    },
    'runs the tools with the helper': async () => {
      const asked: string[] = [];
      const runner = client.chat.completions.runTools({
        model,
        messages: [{ role: 'user', content: 'What is the weather in Paris?' }],
        tools: [
          {
            type: 'function',
            function: {
              ...weather.function,
              parse: JSON.parse,
              function: ({ city }: { city: string }) => {
                asked.push(city);
                return 'sunny, 21 degrees';
              },
            },
          },
        ],
      });
      assert.match((await runner.finalContent()) ?? '', /sunny|21/);
      assert.deepEqual(asked, ['Paris']);
    },
    'streams a tool call': async () => {
      const stream = client.chat.completions.stream({
        model,
        messages: [{ role: 'user', content: 'What is the weather in Rome?' }],
        tools: [weather],
        tool_choice: 'required',
      });
      const { choices } = await stream.finalChatCompletion();
      const call = choices[0]?.message.tool_calls?.[0];
      assert.ok(call?.type === 'function');
      assert.equal(JSON.parse(call.function.arguments).city, 'Rome');
    },
    'loops over function calls of responses': async () => {
      const first = await client.responses.create({
        model,
        input: 'What is the weather in Paris?',
        tools: [weatherTool],
        tool_choice: 'required',
      });
      const call = first.output.find((item) => item.type === 'function_call');
      assert.equal(JSON.parse(call?.arguments ?? '{}').city, 'Paris');
      const last = await client.responses.create({
        model,
        previous_response_id: first.id,
        tools: [weatherTool],
        input: [{ type: 'function_call_output', call_id: call?.call_id ?? '', output: 'sunny, 21 degrees' }],
      });
      assert.match(last.output_text, /sunny|21/);
    },
  },
  'structured output': {
    'parses a chat completion with a zod schema': async () => {
      const { choices } = await client.chat.completions.parse({
        model,
        messages: [{ role: 'user', content: about }],
        response_format: zodResponseFormat(Person, 'person'),
      });
      assert.deepEqual(choices[0]?.message.parsed, { name: 'Anna', age: 31, hobbies: ['chess', 'tennis'] });
    },
    'parses a response with a zod schema': async () => {
      const { output_parsed } = await client.responses.parse({
        model,
        input: about,
        text: { format: zodTextFormat(Person, 'person') },
      });
      assert.equal(output_parsed?.name, 'Anna');
      assert.equal(output_parsed.age, 31);
    },
    'parses the same schema ten times': async () => {
      for (let round = 0; round < 10; round++) {
        const { choices } = await client.chat.completions.parse({
          model,
          messages: [{ role: 'user', content: about }],
          response_format: zodResponseFormat(Person, 'person'),
        });
        assert.equal(choices[0]?.message.parsed?.age, 31);
      }
    },
    'answers a union, an enum and an optional list': async () => {
      const Ticket = z.object({
        priority: z.enum(['low', 'normal', 'high']),
        contact: z.union([z.object({ email: z.string() }), z.object({ phone: z.string() })]),
        tags: z.array(z.string()).nullable(),
      });
      const { choices } = await client.chat.completions.parse({
        model,
        messages: [{ role: 'user', content: 'High priority: write to ann@example.com about the printer.' }],
        response_format: zodResponseFormat(Ticket, 'ticket'),
      });
      assert.equal(choices[0]?.message.parsed?.priority, 'high');
    },
    'answers a JSON object': async () => {
      const { choices } = await client.chat.completions.create({
        model,
        messages: [{ role: 'user', content: `Return JSON with the keys name and age. ${about}` }],
        response_format: { type: 'json_object' },
      });
      assert.deepEqual(JSON.parse(choices[0]?.message.content ?? ''), { name: 'Anna', age: 31 });
    },
    'streams a parsed response': async () => {
      const stream = client.responses.stream({
        model,
        input: about,
        text: { format: zodTextFormat(Person, 'person') },
      });
      assert.equal((await stream.finalResponse()).output_parsed?.name, 'Anna');
    },
  },
  embeddings: {
    'embeds texts so that similar ones are near': async () => {
      const { data } = await client.embeddings.create({
        model: embeddingModel,
        input: ['The cat sleeps on the sofa', 'A cat is sleeping on a sofa', 'Interest rates rise'],
      });
      const [a = [], b = [], c = []] = data.map(({ embedding }) => embedding);
      const dot = (x: number[], y: number[]) => x.reduce((sum, value, index) => sum + value * (y[index] ?? 0), 0);
      assert.equal(a.length, 1536);
      assert.ok(dot(a, b) > dot(a, c));
    },
    'embeds with fewer dimensions and as floats': async () => {
      const { data } = await client.embeddings.create({
        model: embeddingModel,
        input: 'Hello',
        dimensions: 256,
        encoding_format: 'float',
      });
      assert.equal(data[0]?.embedding.length, 256);
    },
  },
  files: {
    'uploads, reads and deletes a file': async () => {
      const file = await toFile(Buffer.from('{"a":1}\n'), 'rows.jsonl');
      const { id, filename } = await client.files.create({ file, purpose: 'evals' as never });
      assert.equal(filename, 'rows.jsonl');
      assert.equal(await (await client.files.content(id)).text(), '{"a":1}\n');
      assert.ok((await collect(client.files.list())).some((each) => each.id === id));
      assert.equal((await client.files.delete(id)).deleted, true);
    },
    'indexes a file and searches it': async () => {
      const file = await toFile(Buffer.from('The office in Lisbon opens at nine.'), 'hours.txt');
      const store = await client.vectorStores.create({ name: 'hours', metadata: { team: 'office' } });
      const indexed = await client.vectorStores.files.uploadAndPoll(store.id, file);
      assert.equal(indexed.status, 'completed');
      const { data } = await client.vectorStores.search(store.id, { query: 'When does the Lisbon office open?' });
      assert.match(data[0]?.content[0]?.text ?? '', /nine/);
      const answer = await client.responses.create({
        model,
        input: 'When does the Lisbon office open?',
        tools: [{ type: 'file_search', vector_store_ids: [store.id] }],
        include: ['file_search_call.results'],
      });
      assert.match(answer.output_text, /nine/);
      await client.vectorStores.delete(store.id);
    },
    'indexes a batch of files': async () => {
      const store = await client.vectorStores.create({});
      const files = await Promise.all(['one', 'two'].map((text) => toFile(Buffer.from(text), `${text}.txt`)));
      const batch = await client.vectorStores.fileBatches.uploadAndPoll(store.id, { files });
      assert.deepEqual([batch.status, batch.file_counts.completed], ['completed', 2]);
    },
    'uploads a file in parts': async () => {
      const bytes = Buffer.from('x'.repeat(2000));
      const upload = await client.uploads.create({
        bytes: 2000,
        filename: 'x.txt',
        mime_type: 'text/plain',
        purpose: 'assistants',
      });
      const parts = [];
      for (const half of [bytes.subarray(0, 1000), bytes.subarray(1000)]) {
        parts.push(await client.uploads.parts.create(upload.id, { data: await toFile(half, 'part') }));
      }
      const { file, status } = await client.uploads.complete(upload.id, { part_ids: parts.map(({ id }) => id) });
      assert.deepEqual([status, file?.bytes], ['completed', 2000]);
    },
    'runs a batch of requests': async () => {
      const line = {
        custom_id: 'a',
        method: 'POST',
        url: '/v1/chat/completions',
        body: { model, messages: [{ role: 'user', content: 'Hello' }] },
      };
      const input = await client.files.create({
        file: await toFile(Buffer.from(JSON.stringify(line)), 'in.jsonl'),
        purpose: 'batch',
      });
      const { id } = await client.batches.create({
        input_file_id: input.id,
        endpoint: '/v1/chat/completions',
        completion_window: '24h',
      });
      const done = await until(
        () => client.batches.retrieve(id),
        ({ status }) => ['completed', 'failed'].includes(status),
      );
      assert.equal(done.status, 'completed');
      const output = await (await client.files.content(`${done.output_file_id}`)).text();
      assert.ok(JSON.parse(output).response.body.choices[0].message.content);
    },
  },
  responses: {
    'chains responses': async () => {
      const first = await client.responses.create({ model, input: 'My name is Anna.' });
      const second = await client.responses.create({ model, input: 'Hello', previous_response_id: first.id });
      assert.equal(second.previous_response_id, first.id);
      const items = await collect(client.responses.inputItems.list(second.id));
      assert.ok(items.some((item) => item.type === 'message' && item.role === 'user'));
      await client.responses.delete(first.id);
      await assert.rejects(client.responses.retrieve(first.id), OpenAI.NotFoundError);
    },
    'keeps a conversation': async () => {
      const conversation = await client.conversations.create({ metadata: { user: 'anna' } });
      await client.responses.create({ model, input: 'My name is Anna.', conversation: conversation.id });
      await client.responses.create({ model, input: 'Hello again', conversation: conversation.id });
      assert.equal((await collect(client.conversations.items.list(conversation.id))).length, 4);
      const changed = await client.conversations.update(conversation.id, { metadata: { user: 'ann' } });
      assert.deepEqual(changed.metadata, { user: 'ann' });
      assert.equal((await client.conversations.delete(conversation.id)).deleted, true);
    },
    'runs in the background': async () => {
      const { id } = await client.responses.create({ model, input: 'Hello', background: true });
      const done = await until(
        () => client.responses.retrieve(id),
        ({ status }) => status === 'completed',
      );
      assert.ok(done.output_text);
    },
    'counts input tokens': async () => {
      const { input_tokens } = await client.responses.inputTokens.count({ model, input: 'one two three' });
      assert.ok(input_tokens > 0);
    },
    'lists models and moderates': async () => {
      assert.ok((await collect(client.models.list())).some(({ id }) => id === model));
      const { results } = await client.moderations.create({ input: 'Hello' });
      assert.equal(results[0]?.flagged, false);
    },
  },
  assistants: {
    'runs an assistant with a tool': async () => {
      const assistant = await client.beta.assistants.create({ model, instructions: 'Be brief.', tools: [weather] });
      const thread = await client.beta.threads.create({
        messages: [{ role: 'user', content: 'What is the weather in Paris?' }],
      });
      let run = await client.beta.threads.runs.createAndPoll(thread.id, { assistant_id: assistant.id });
      assert.equal(run.status, 'requires_action');
      const [call] = run.required_action?.submit_tool_outputs.tool_calls ?? [];
      run = await client.beta.threads.runs.submitToolOutputsAndPoll(run.id, {
        thread_id: thread.id,
        tool_outputs: [{ tool_call_id: `${call?.id}`, output: 'sunny, 21 degrees' }],
      });
      assert.equal(run.status, 'completed');
      const [message] = (await client.beta.threads.messages.list(thread.id)).data;
      assert.ok(message?.content[0]?.type === 'text' && /sunny|21/.test(message.content[0].text.value));
    },
    'streams a run': async () => {
      const assistant = await client.beta.assistants.create({ model });
      const thread = await client.beta.threads.create({ messages: [{ role: 'user', content: 'Hello' }] });
      let text = '';
      const stream = client.beta.threads.runs
        .stream(thread.id, { assistant_id: assistant.id })
        .on('textDelta', ({ value }) => {
          text += value ?? '';
        });
      const [message] = await stream.finalMessages();
      assert.ok(message?.content[0]?.type === 'text');
      assert.equal(message.content[0].text.value, text);
      assert.ok((await stream.finalRunSteps()).length > 0);
    },
  },
  'fine-tuning': {
    'trains a model and reads its events and checkpoints': async () => {
      const lines = Array.from({ length: 12 }, (_, n) => trainingLine(n)).join('\n');
      const file = await client.files.create({
        file: await toFile(Buffer.from(lines), 'train.jsonl'),
        purpose: 'fine-tune',
      });
      const job = await client.fineTuning.jobs.create({
        model: 'gpt-4o-mini-2024-07-18',
        training_file: file.id,
        method: { type: 'supervised', supervised: { hyperparameters: { n_epochs: 1 } } },
      });
      const done = await until(
        () => client.fineTuning.jobs.retrieve(job.id),
        ({ status }) => ['succeeded', 'failed', 'cancelled'].includes(status),
      );
      assert.equal(done.status, 'succeeded');
      assert.ok((await collect(client.fineTuning.jobs.listEvents(job.id))).length > 2);
      assert.ok((await collect(client.fineTuning.jobs.checkpoints.list(job.id))).length > 0);
      const { choices } = await client.chat.completions.create({
        model: `${done.fine_tuned_model}`,
        messages: [{ role: 'user', content: 'Question 3' }],
      });
      assert.match(choices[0]?.message.content ?? '', /Answer 3/);
    },
    'cancels a job': async () => {
      const lines = Array.from({ length: 12 }, (_, n) => trainingLine(n)).join('\n');
      const file = await client.files.create({
        file: await toFile(Buffer.from(lines), 'train.jsonl'),
        purpose: 'fine-tune',
      });
      const { id } = await client.fineTuning.jobs.create({ model: 'gpt-4o-mini-2024-07-18', training_file: file.id });
      assert.equal((await client.fineTuning.jobs.cancel(id)).status, 'cancelled');
    },
  },
  evals: {
    'grades rows': async () => {
      const { id } = await client.evals.create({
        name: 'sentiment',
        data_source_config: {
          type: 'custom',
          item_schema: { type: 'object', properties: { text: { type: 'string' }, label: { type: 'string' } } },
        },
        testing_criteria: [
          { type: 'string_check', name: 'same', operation: 'eq', input: '{{item.text}}', reference: '{{item.label}}' },
        ],
      });
      const content = [{ item: { text: 'a', label: 'a' } }, { item: { text: 'a', label: 'b' } }];
      const run = await client.evals.runs.create(id, {
        name: 'first',
        data_source: { type: 'jsonl', source: { type: 'file_content', content } },
      });
      const done = await until(
        () => client.evals.runs.retrieve(run.id, { eval_id: id }),
        ({ status }) => status === 'completed',
      );
      assert.deepEqual([done.result_counts.passed, done.result_counts.failed], [1, 1]);
      const items = await collect(client.evals.runs.outputItems.list(run.id, { eval_id: id }));
      assert.equal(items.length, 2);
    },
    'samples a model for each row': async () => {
      const { id } = await client.evals.create({
        data_source_config: {
          type: 'custom',
          item_schema: { type: 'object', properties: { question: { type: 'string' } } },
          include_sample_schema: true,
        },
        testing_criteria: [
          {
            type: 'string_check',
            name: 'answered',
            operation: 'ilike',
            input: '{{sample.output_text}}',
            reference: '%',
          },
        ] as never,
      });
      const run = await client.evals.runs.create(id, {
        data_source: {
          type: 'completions',
          model,
          source: { type: 'file_content', content: [{ item: { question: 'Hello' } }] },
          input_messages: { type: 'template', template: [{ role: 'user', content: '{{item.question}}' }] },
        },
      });
      const done = await until(
        () => client.evals.runs.retrieve(run.id, { eval_id: id }),
        ({ status }) => ['completed', 'failed'].includes(status),
      );
      assert.equal(done.status, 'completed');
      assert.equal(done.result_counts.total, 1);
    },
  },
  images: {
    'generates an image': async () => {
      const { data } = await client.images.generate({ model: 'gpt-image-1', prompt: 'A red house', size: '1024x1024' });
      const bytes = Buffer.from(data?.[0]?.b64_json ?? '', 'base64');
      assert.equal(bytes.subarray(1, 4).toString(), 'PNG');
    },
    'edits an image': async () => {
      const { data } = await client.images.generate({ model: 'gpt-image-1', prompt: 'A red house' });
      const image = await toFile(Buffer.from(data?.[0]?.b64_json ?? '', 'base64'), 'house.png', { type: 'image/png' });
      const edited = await client.images.edit({ model: 'gpt-image-1', image, prompt: 'Make it blue' });
      assert.ok(edited.data?.[0]?.b64_json);
    },
    'streams partial images': async () => {
      const events = await collect(
        await client.images.generate({ model: 'gpt-image-1', prompt: 'A red house', stream: true, partial_images: 2 }),
      );
      assert.equal(events.at(-1)?.type, 'image_generation.completed');
    },
    'generates an image with the tool of responses': async () => {
      const { output } = await client.responses.create({
        model,
        input: 'Draw a red house',
        tools: [{ type: 'image_generation' }],
        tool_choice: { type: 'image_generation' },
      });
      assert.ok(output.find((item) => item.type === 'image_generation_call')?.result);
    },
  },
  audio: {
    'speaks and transcribes': async () => {
      const speech = await client.audio.speech.create({
        model: 'gpt-4o-mini-tts',
        voice: 'alloy',
        input: 'Good morning',
      });
      const file = await toFile(Buffer.from(await speech.arrayBuffer()), 'speech.mp3');
      const { text } = await client.audio.transcriptions.create({ model: 'whisper-1', file });
      assert.match(text, /good morning/i);
    },
    'transcribes with segments and words': async () => {
      const speech = await client.audio.speech.create({
        model: 'tts-1',
        voice: 'nova',
        input: 'Good morning',
        response_format: 'wav',
      });
      const file = await toFile(Buffer.from(await speech.arrayBuffer()), 'speech.wav');
      const verbose = await client.audio.transcriptions.create({
        model: 'whisper-1',
        file,
        response_format: 'verbose_json',
        timestamp_granularities: ['word', 'segment'],
      });
      assert.ok(verbose.duration > 0);
      assert.equal(typeof verbose.segments?.[0]?.avg_logprob, 'number');
      assert.equal(verbose.words?.length, 2);
    },
    'streams a transcription': async () => {
      const speech = await client.audio.speech.create({
        model: 'tts-1',
        voice: 'nova',
        input: 'Good morning',
        response_format: 'wav',
      });
      const file = await toFile(Buffer.from(await speech.arrayBuffer()), 'speech.wav');
      const events = await collect(
        await client.audio.transcriptions.create({ model: 'gpt-4o-transcribe', file, stream: true }),
      );
      const last = events.at(-1);
      assert.ok(last?.type === 'transcript.text.done' && /morning/i.test(last.text));
    },
    'speaks in a stream': async () => {
      const speech = await client.audio.speech.create({
        model: 'gpt-4o-mini-tts',
        voice: 'alloy',
        input: 'Hello',
        response_format: 'pcm',
      });
      assert.ok((await speech.arrayBuffer()).byteLength > 1000);
    },
  },
});
