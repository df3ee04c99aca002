import { ApiError } from '../../core/http/api-error.ts';
import type { FilterResults, Judgement } from '../../model/content-filter/content-filter.ts';

/** Returns the 400 for a filtered image prompt. */
export const policyViolation = (results: FilterResults, revisedPrompt: string): ApiError =>
  new ApiError(400, {
    code: 'content_policy_violation',
    message:
      'The prompt was filtered by the content rules of this emulator, as the safety system would on Azure. inner_error says by which category; docs/emulator/model.md, "Content filter", how to change the rules.',
    inner: {
      code: 'ResponsibleAIPolicyViolation',
      content_filter_results: results,
      revised_prompt: revisedPrompt,
    },
  });

/** Returns the filter results of an image: only categories with a severity. */
export const imageResults = ({ results }: Judgement): object =>
  Object.fromEntries(Object.entries(results).filter(([, result]) => 'severity' in result));
