import { ApiError } from '../../core/http/api-error.ts';
import type { FilterResults, Judgement } from '../../model/content-filter/filter-text.ts';

/** The 400 for a prompt that no image is made of. */
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

/** What is reported of the image itself: only what is judged by its severity. */
export const imageResults = ({ results }: Judgement): object =>
  Object.fromEntries(Object.entries(results).filter(([, result]) => 'severity' in result));
