import { extractByRules } from '../../../src/apis/memory-stores/extract-by-rules.ts';

const definition = { kind: 'default' as const, chat_model: 'm', embedding_model: 'e' };
const { signal } = new AbortController();
const from = (text: string, known: readonly string[] = [], options = {}) =>
  extractByRules([{ role: 'user', text }], known, { ...definition, options }, signal);
const profile = async (text: string, known?: readonly string[]) =>
  (await from(text, known)).remembered.filter(({ kind }) => kind === 'user_profile').map(({ content }) => content);

it('remembers statements of users about themselves only', async () => {
  expect(await profile('Hello! I live in Seoul. What is the weather? My dog is called Rex. It rains.')).toEqual([
    'I live in Seoul.',
    'My dog is called Rex.',
  ]);
  expect(await profile('I also like hiking. I really enjoy jazz. I grew up in Oslo. I just moved to Rome.')).toEqual([
    'I also like hiking.',
    'I really enjoy jazz.',
    'I grew up in Oslo.',
    'I just moved to Rome.',
  ]);
  expect(await profile('Am I late? Do I like tea?')).toEqual([]);
});

it.each([
  ['My favourite colour is green.', 'My favourite colour is blue.'],
  ['I live in Busan.', 'I live in Seoul.'],
])('lets %p take the place of %p', async (now, before) => {
  expect((await from(now, [before, 'I like tea.'])).forgotten).toEqual([before]);
});

it('forgets revoked statements', async () => {
  const { forgotten, remembered } = await from('I no longer like tea.', ['I like tea.', 'I like dogs.'], {
    chat_summary_enabled: false,
  });
  expect(forgotten).toEqual(['I like tea.']);
  expect(remembered).toEqual([]);
});

it('extracts only the kinds that the store is configured for', async () => {
  const kinds = async (options: object) => (await from('I like tea.', [], options)).remembered.map(({ kind }) => kind);
  expect(await kinds({})).toEqual(['user_profile', 'chat_summary']);
  expect(await kinds({ user_profile_enabled: false })).toEqual(['chat_summary']);
  expect(await kinds({ chat_summary_enabled: false })).toEqual(['user_profile']);
});
