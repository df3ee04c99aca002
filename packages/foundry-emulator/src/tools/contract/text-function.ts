import type { ModelTool } from '../../model/contract/model.ts';

/** A function that takes the user's words as they are, in `query`. @param more how a stand-in for a model is to use it */
export const wordsFunction = (
  name: string,
  description: string,
  more: Pick<ModelTool, 'looksUp'> & { readonly query?: string } = {},
): ModelTool => {
  const { query = 'What to look for, in plain words.', ...use } = more;
  return {
    name,
    description,
    parameters: { type: 'object', properties: { query: { type: 'string', description: query } }, required: ['query'] },
    takesWords: 'query',
    ...use,
  };
};
