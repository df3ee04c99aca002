import * as z from 'zod';
import { explainServiceError } from '../../foundry/service-error.ts';
import type { JobTools } from '../../jobs/contract/job-context.ts';
import { agentOf, type StoredResponse, storedResponse } from './response-problem.ts';

const page = z.object({ data: z.array(z.unknown()), has_more: z.boolean().catch(false) });

const PAGE_SIZE = 100;

/**
 * An agent's stored responses, the newest first. The SDK has no method for it; the operation is Responses_ListResponses of the Foundry
 * project API. Source: its reference, 2025-11-15-preview.
 */
export async function* listResponses(
  agent: string,
  { openai }: Pick<JobTools, 'openai'>,
): AsyncIterable<StoredResponse> {
  let after: string | undefined;
  do {
    const query = { agent_name: agent, order: 'desc', limit: PAGE_SIZE, ...(after === undefined ? {} : { after }) };
    const answer = await openai.get('/responses', { query }).catch((error: unknown) => {
      throw explainServiceError(error, `Listing the responses of ${agent}`);
    });
    const { data, has_more } = page.parse(answer);
    const responses = data.flatMap((one) => storedResponse.safeParse(one).data ?? []);
    // A service that does not know the filter lists everybody's.
    yield* responses.filter((one) => agentOf(one) === agent);
    after = has_more ? responses.at(-1)?.id : undefined;
  } while (after !== undefined);
}
