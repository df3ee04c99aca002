import { ApiError } from '../../core/http/api-error.ts';
import type { FilterResults } from './filter-text.ts';

/** Returns the 400 for a filtered prompt. */
export const filteredPrompt = (results: FilterResults): ApiError =>
  new ApiError(400, {
    code: 'content_filter',
    message:
      'The prompt was filtered by the content rules of this emulator, as content management would on Azure. inner_error says by which category; docs/emulator/model.md, "Content filter", how to change the rules.',
    param: 'prompt',
    inner: {
      code: 'ResponsibleAIPolicyViolation',
      content_filter_results: results,
      // The service spells it this way.
      content_filter_result: results,
    },
  });
