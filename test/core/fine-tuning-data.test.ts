import { readFileSync } from 'node:fs';
import path from 'node:path';
import { exampleCheck, type TrainingMethod } from '../../shared/core/fine-tuning-data/example-check.ts';

const user = { role: 'user', content: 'Where is my order?' };
const assistant = { role: 'assistant', content: 'On its way.' };
const call = { id: 'call_1', type: 'function', function: { name: 'get_weather', arguments: '{"city":"Oslo"}' } };
const calling = { role: 'assistant', tool_calls: [call] };
const result = { role: 'tool', tool_call_id: 'call_1', content: '21.0' };
const definition = {
  name: 'get_weather',
  description: 'Get the weather',
  parameters: { type: 'object', properties: {} },
};
const tools = [{ type: 'function', function: definition }];

const hex = (text: string, length = 0) => Buffer.concat([Buffer.from(text, 'hex'), Buffer.alloc(length)]);
const dataUrl = (type: string, bytes: Buffer) => `data:${type};base64,${bytes.toString('base64')}`;
const pngOf = (colorType: string, length = 0) =>
  dataUrl('image/png', hex(`89504e470d0a1a0a0000000d49484452000000010000000108${colorType}000000`, length));
const jpegOf = (components: string) =>
  dataUrl('image/jpeg', hex(`ffd8ffe000104a46494600010100000100010000ffc000110800010001${components}`, 20));
const WEBP = dataUrl('image/webp', Buffer.from('RIFF0000WEBPVP8 0000'));
const GIF = dataUrl('image/gif', Buffer.from('GIF89a0000000000'));
const image = (url: string, detail?: unknown) => ({
  type: 'image_url',
  image_url: { url, ...(detail ? { detail } : {}) },
});
const showing = (...parts: object[]) => ({ messages: [{ role: 'user', content: parts }, assistant] });

const faultOf = (example: unknown, model = 'gpt-4o', method: TrainingMethod = 'supervised', fields: string[] = []) =>
  exampleCheck(model, method, fields)(example);

describe('a supervised example', () => {
  it.each<[string, unknown]>([
    ['is a conversation', { messages: [{ role: 'system', content: 'Be kind.' }, user, assistant] }],
    [
      'may instruct by a developer message',
      { messages: [{ role: 'developer', content: 'Be kind.' }, user, assistant] },
    ],
    [
      'may have several turns with weights 0 and 1',
      { messages: [user, { ...assistant, weight: 0 }, user, { ...assistant, weight: 1 }] },
    ],
    ['may have a weight of null', { messages: [user, { ...assistant, weight: null }] }],
    ['may end with a tool call without content', { messages: [user, calling], tools }],
    ['may have a tool result and its interpretation', { messages: [user, calling, result, assistant], tools: [] }],
    ['may omit the tools to save tokens', { messages: [user, calling] }],
    [
      'may omit parameters and description of a function',
      { messages: [user, calling], tools: [{ type: 'function', function: { name: 'f' } }] },
    ],
    [
      'may use the deprecated function_call',
      { messages: [user, { role: 'assistant', function_call: call.function }], functions: [definition] },
    ],
    [
      'may have the result of a function',
      {
        messages: [
          user,
          { role: 'assistant', function_call: call.function },
          { role: 'function', name: 'get_weather', content: '21.0' },
          assistant,
        ],
        functions: [],
      },
    ],
    ['may switch parallel tool calls off', { messages: [user, calling], tools, parallel_tool_calls: false }],
    [
      'may show an image by its address',
      showing({ type: 'text', text: 'What is it?' }, image('https://example.com/a.png')),
    ],
    ['may show images as data URLs', showing(image(pngOf('02')), image(pngOf('06')), image(jpegOf('03')), image(WEBP))],
    [
      'may control the detail of images',
      showing(image('https://example.com/a.png', 'low'), image(WEBP, 'high'), image(WEBP, 'auto')),
    ],
    ['may show 64 images', showing(...Array.from({ length: 64 }, () => image(WEBP)))],
    ['may show an image of 10 MB', showing(image(pngOf('02', 10 * 1024 * 1024 - 40)))],
    [
      'may have text in parts',
      {
        messages: [
          { role: 'user', content: [{ type: 'text', text: 'x' }] },
          { role: 'assistant', content: [{ type: 'text', text: 'y' }] },
        ],
      },
    ],
  ])('%s', (_, example) => {
    expect(faultOf(example)).toBeUndefined();
  });

  it.each<[string, unknown, string]>([
    ['that is no object', [1], 'is not a JSON object'],
    ['without messages', {}, 'messages is missing'],
    ['of messages that are no list', { messages: 'x' }, 'messages must be a list of messages'],
    ['with an empty list', { messages: [] }, 'messages is empty'],
    ['of prompt and completion', { prompt: 'a', completion: 'b' }, 'messages is missing'],
    ['with an unknown role', { messages: [{ role: 'bot', content: 'x' }] }, 'messages[0].role must be one of'],
    [
      'that ends with the user',
      { messages: [user, assistant, user] },
      'messages must end with a message of the role "assistant"',
    ],
    [
      'with a message of neither content nor calls',
      { messages: [user, { role: 'assistant' }] },
      'messages[1].content is missing',
    ],
    [
      'with content null and no calls',
      { messages: [{ role: 'user', content: null }, assistant] },
      'messages[0].content is missing',
    ],
    [
      'with an empty list of parts',
      { messages: [{ role: 'user', content: [] }, assistant] },
      'messages[0].content is empty',
    ],
    [
      'with a number for content',
      { messages: [{ role: 'user', content: 5 }, assistant] },
      'messages[0].content must be text',
    ],
    [
      'with a part of an unknown type',
      showing({ type: 'video' }),
      'messages[0].content[0].type must be text or image_url',
    ],
    ['with a text part without text', showing({ type: 'text' }), 'messages[0].content[0].text must be text'],
    ['with a weight of 2', { messages: [user, { ...assistant, weight: 2 }] }, 'messages[1].weight must be 0 or 1'],
    [
      'with a weight of a half',
      { messages: [user, { ...assistant, weight: 0.5 }] },
      'messages[1].weight must be 0 or 1',
    ],
    ['with a weight of the user', { messages: [{ ...user, weight: 1 }, assistant] }, 'messages[0].weight belongs to'],
    [
      'with tool calls of the user',
      { messages: [{ ...user, tool_calls: [call] }, assistant] },
      'messages[0].tool_calls belong to',
    ],
    [
      'with a call without an id',
      { messages: [user, { role: 'assistant', tool_calls: [{ ...call, id: undefined }] }] },
      '.tool_calls[0].id must be text',
    ],
    [
      'with a call without a type',
      { messages: [user, { role: 'assistant', tool_calls: [{ ...call, type: undefined }] }] },
      '.tool_calls[0].type must be "function"',
    ],
    [
      'with a call without a name',
      { messages: [user, { role: 'assistant', tool_calls: [{ ...call, function: { arguments: '{}' } }] }] },
      '.function.name must be text',
    ],
    [
      'with arguments that are no text',
      { messages: [user, { role: 'assistant', tool_calls: [{ ...call, function: { name: 'f', arguments: {} } }] }] },
      '.function.arguments must be text',
    ],
    [
      'with a tool result of an unknown call',
      { messages: [user, calling, { ...result, tool_call_id: 'zz' }, assistant] },
      'messages[2].tool_call_id names no tool call before it',
    ],
    [
      'with a tool result without an id',
      { messages: [user, calling, { role: 'tool', content: 'x' }, assistant] },
      'messages[2].tool_call_id names no tool call before it',
    ],
    [
      'with a function result without a name',
      { messages: [user, { role: 'function', content: 'x' }, assistant] },
      'messages[1].name must name the function',
    ],
    [
      'with a function_call without arguments',
      { messages: [user, { role: 'assistant', function_call: { name: 'f' } }] },
      '.function_call.arguments must be text',
    ],
    ['with tools that are no list', { messages: [user, assistant], tools: {} }, 'tools must be a list'],
    [
      'with a tool of another type',
      { messages: [user, assistant], tools: [{ type: 'file_search' }] },
      'tools[0].type must be "function"',
    ],
    [
      'with a function without a name',
      { messages: [user, assistant], tools: [{ type: 'function', function: {} }] },
      'tools[0].function.name must be',
    ],
    [
      'with a function whose name has blanks',
      { messages: [user, assistant], functions: [{ name: 'get weather' }] },
      'functions[0].name must be',
    ],
    [
      'with parameters that are no schema',
      { messages: [user, assistant], functions: [{ name: 'f', parameters: 'x' }] },
      'functions[0].parameters must be',
    ],
    [
      'with parallel_tool_calls that is text',
      { messages: [user, assistant], parallel_tool_calls: 'no' },
      'parallel_tool_calls must be true or false',
    ],
    [
      'with an image of the assistant',
      { messages: [user, { role: 'assistant', content: [image('https://example.com/a.png')] }] },
      'only messages of the role "user" may have images',
    ],
    [
      'with an image of the system',
      { messages: [{ role: 'system', content: [image('https://example.com/a.png')] }, user, assistant] },
      'only messages of the role "user" may have images',
    ],
    ['with an image without an address', showing({ type: 'image_url', image_url: {} }), '.image_url.url must be text'],
    ['with an image at a file', showing(image('file:///a.png')), 'must be an address or a data URL'],
    ['with an unknown detail', showing(image(WEBP, 'medium')), '.image_url.detail must be low, high, auto'],
    ['with a GIF', showing(image(GIF)), 'must be a JPEG, PNG or WEBP image'],
    ['with an image that is no base64', showing(image('data:image/png;base64,???')), 'is not valid base64'],
    ['with a gray PNG', showing(image(pngOf('00'))), 'must be an image in RGB or RGBA'],
    ['with a CMYK JPEG', showing(image(jpegOf('04'))), 'must be an image in RGB or RGBA'],
    [
      'with 65 images',
      showing(...Array.from({ length: 65 }, () => image(WEBP))),
      'has 65 images; an example may have 64',
    ],
    ['with an image of more than 10 MB', showing(image(pngOf('02', 10 * 1024 * 1024 + 100))), 'has more than 10 MB'],
  ])('%s is refused', (_, example, fault) => {
    expect(faultOf(example)).toContain(fault);
  });

  it('has images for models that learn from them only', () => {
    const example = showing(image(WEBP));
    for (const model of ['gpt-4o', 'gpt-4o-2024-08-06', 'gpt-4.1-2025-04-14', 'ft:gpt-4.1:local::1', 'my-model'])
      expect(faultOf(example, model)).toBeUndefined();
    for (const model of ['gpt-4o-mini', 'gpt-4.1-nano', 'gpt-35-turbo'])
      expect(faultOf(example, model)).toContain('has images');
  });

  it('is refused when 50,000 before it have images', () => {
    const check = exampleCheck('gpt-4o', 'supervised');
    const example = showing(image(WEBP));
    for (let count = 0; count < 50_000; count++) if (check(example) !== undefined) throw new Error(`${count}`);
    expect(check({ messages: [user, assistant] })).toBeUndefined();
    expect(check(example)).toContain('50000 examples with images');
  });

  it('is prompt and completion for completion models', () => {
    expect(faultOf({ prompt: 'a', completion: 'b' }, 'davinci-002')).toBeUndefined();
    expect(faultOf({ prompt: 'a', completion: '' }, 'babbage-002')).toBe('completion must be text');
    expect(faultOf({ messages: [user, assistant] }, 'davinci-002')).toBe('prompt is missing');
  });

  it('is refused in each of the reported forms', () => {
    const file = path.join(import.meta.dirname, 'fine-tuning-data', 'documented-as-refused.jsonl');
    const faults = readFileSync(file, 'utf8')
      .trim()
      .split('\n')
      .map((line) => faultOf(JSON.parse(line)));
    expect(faults).toEqual([
      'messages[1].content[0] is an image; only messages of the role "user" may have images',
      'messages must end with a message of the role "assistant"',
      'messages[2].tool_call_id names no tool call before it',
    ]);
  });
});

describe('a preference example', () => {
  const pair = { input: { messages: [user] }, preferred_output: [assistant], non_preferred_output: [assistant] };
  const fault = (example: unknown) => faultOf(example, 'gpt-4o', 'dpo');

  it.each<[string, unknown]>([
    ['has an input and two outputs', pair],
    [
      'may offer tools',
      { ...pair, input: { messages: [{ role: 'system', content: 'x' }, user], tools, parallel_tool_calls: true } },
    ],
    ['may call and answer tools in its outputs', { ...pair, preferred_output: [calling, result, assistant] }],
    ['may end an output with a tool result', { ...pair, non_preferred_output: [calling, result] }],
  ])('%s', (_, example) => {
    expect(fault(example)).toBeUndefined();
  });

  it.each<[string, unknown, string]>([
    ['without an input', { messages: [user, assistant] }, 'input is missing'],
    ['without messages in its input', { ...pair, input: {} }, 'input.messages is missing'],
    ['without the preferred output', { ...pair, preferred_output: undefined }, 'preferred_output is missing'],
    ['without the other output', { ...pair, non_preferred_output: undefined }, 'non_preferred_output is missing'],
    ['with an empty output', { ...pair, preferred_output: [] }, 'preferred_output is empty'],
    ['with an output that is text', { ...pair, preferred_output: 'x' }, 'preferred_output must be a list of messages'],
    [
      'with a user in an output',
      { ...pair, preferred_output: [user] },
      'preferred_output[0].role must be assistant or tool',
    ],
    [
      'with no assistant in an output',
      { ...pair, input: { messages: [user, calling] }, preferred_output: [result] },
      'preferred_output must have a message of the role "assistant"',
    ],
    [
      'with a result for a call of the other output',
      { ...pair, preferred_output: [calling], non_preferred_output: [result, assistant] },
      'names no tool call before it',
    ],
    [
      'with a tool without a name in its input',
      { ...pair, input: { messages: [user], tools: [{ type: 'function' }] } },
      'input.tools[0].function must be',
    ],
  ])('%s is refused', (_, example, problem) => {
    expect(fault(example)).toContain(problem);
  });
});

describe('a reinforcement example', () => {
  const fault = (example: unknown, fields: string[] = []) => faultOf(example, 'o4-mini', 'reinforcement', fields);

  it('ends with the user and may have fields for the grader', () => {
    expect(
      fault({ messages: [{ role: 'developer', content: 'Solve it.' }, user], solution: '42' }, ['solution']),
    ).toBeUndefined();
  });

  it.each(['assistant', 'developer', 'system'])('is refused when it ends with the role %s', (role) => {
    expect(fault({ messages: [user, { role, content: 'x' }] })).toBe(
      'messages must end with a message of the role "user"',
    );
  });

  it('is refused without a field that the grader reads', () => {
    expect(fault({ messages: [user] }, ['solution'])).toBe('solution is missing, which the grader reads');
  });
});
