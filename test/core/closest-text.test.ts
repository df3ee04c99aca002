import { closestText } from '../../shared/core/closest-text.ts';

describe('closestText', () => {
  const names = ['Responses_createResponse', 'Responses_getResponse', 'Agents_createAgent', 'Evals_list'];

  it.each([
    ['Responses_createRespones', 'Responses_createResponse'],
    ['responses_getresponse', 'Responses_getResponse'],
    ['Agents_creatAgent', 'Agents_createAgent'],
    ['Evls_lsit', 'Evals_list'],
  ])('finds what %s was to be', (text, wanted) => expect(closestText(text, names)).toBe(wanted));

  it('prefers two exchanged characters to two replaced ones', () => {
    expect(closestText('ab', ['xy', 'ba'])).toBe('ba');
  });

  it('returns nothing without candidates', () => expect(closestText('a', [])).toBeUndefined());
});
