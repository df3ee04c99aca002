import { libraries } from '../../src/spec/libraries.ts';
import { violationOf } from '../../src/spec/shapes/violation.ts';

const messages = [{ role: 'user', content: 'Hello' }];

it.each([
  [
    'createChatCompletionRequest',
    { messages, tool_choice: 'x' },
    "Invalid value: 'x'. Supported values are: 'none', 'auto', 'required'.",
  ],
  [
    'createChatCompletionRequest',
    { messages, stop: ['a', 'b', 'c', 'd', 'e'] },
    "Invalid 'stop': array too long. Expected an array with maximum length 4, but got an array with length 5 instead.",
  ],
  [
    'createChatCompletionRequest',
    { messages, stop: 5 },
    "Invalid type for 'stop': expected a string or an array, but got an integer instead.",
  ],
  [
    'createEmbeddingRequest',
    { input: Array.from({ length: 2_049 }, () => 'a') },
    "Invalid 'input': array too long. Expected an array with maximum length 2048, but got an array with length 2049 instead.",
  ],
])('%s names the closest alternative of a union or all values', (shape, value, message) => {
  const validate = libraries['azure-openai'].shape(shape, 'body');
  expect(validate(value)).toBe(false);
  expect(violationOf(validate.errors ?? [], value).message).toBe(message);
});
