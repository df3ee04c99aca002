import { catalogue } from '../../src/spec/catalogue.ts';
import { libraries } from '../../src/spec/libraries.ts';
import type { Purpose } from '../../src/spec/shapes/shape-library.ts';

const counted = catalogue.filter(({ beyond }) => !beyond);

it('has the 108 operations of the Foundry reference and the 42 of Azure OpenAI', () => {
  expect(counted.filter(({ api }) => api === 'foundry')).toHaveLength(108);
  expect(counted.filter(({ api }) => api === 'azure-openai')).toHaveLength(42);
  expect(new Set(catalogue.map(({ id }) => id)).size).toBe(catalogue.length);
});

describe.each(catalogue.map((operation) => [operation.id, operation] as const))('%s', (_id, operation) => {
  const library = libraries[operation.shapes ?? operation.api];
  const { body, query = {}, params = {}, answers, events } = operation;

  it('has shapes that are there for all it names', () => {
    const shape = (text: string | null | undefined, ...purposes: Purpose[]) => {
      for (const purpose of text ? purposes : []) expect(library.shape(`${text}`, purpose)).toBeInstanceOf(Function);
    };
    shape(body, 'body', 'openBody');
    shape(events, 'answer');
    for (const answer of Object.values(answers)) shape(answer, 'answer');
    expect(library.fields(query, 'query')).toBeInstanceOf(Function);
    expect(library.fields(params, 'body')).toBeInstanceOf(Function);
  });
});

it.each(['foundry', 'azure-openai'] as const)('can check values by every shape of %s', (api) => {
  const library = libraries[api];
  for (const name of library.definitions().keys()) expect(library.shape(name, 'openBody')).toBeInstanceOf(Function);
});
