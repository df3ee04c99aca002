import type { ModelTool } from '../../model/contract/model.ts';

/** Creates a function that takes the user's text in `query`. @param more hints for the rule-based model */
export const textFunction = (
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
