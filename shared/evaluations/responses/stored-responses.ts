import * as z from 'zod';
import { explainServiceError, statusOf } from '../../foundry/service-error.ts';
import type { JobContext } from '../../jobs/contract/job-context.ts';

const named = z.looseObject({ name: z.string() });

/** A stored response, as far as it matters here; versions of the API call its agent differently. */
const storedResponse = z.looseObject({
  id: z.string(),
  status: z.string().optional(),
  created_at: z.number(),
  agent: named.nullish().catch(undefined),
  agent_reference: named.nullish().catch(undefined),
});

export type StoredResponse = z.infer<typeof storedResponse>;

const agentOf = ({ agent, agent_reference }: StoredResponse): string | undefined => (agent ?? agent_reference)?.name;

export const isUnderWay = ({ status }: Pick<StoredResponse, 'status'>): boolean =>
  status === 'queued' || status === 'in_progress';

/** Why a response is not to be evaluated. */
interface ResponseProblem {
  readonly text: string;
  /** It has not ended yet: later there may be nothing in the way. */
  readonly underWay: boolean;
}

/** Looks at the service whether a response is there, has completed and is the agent's. */
export async function responseProblem(
  id: string,
  agent: string,
  { context }: { readonly context: Pick<JobContext, 'openai'> },
): Promise<ResponseProblem | undefined> {
  const never = (text: string) => ({ text, underWay: false });
  try {
    const found = storedResponse.parse(await context.openai.responses.retrieve(id));
    const who = agentOf(found);
    if (who !== agent) return never(`it is of ${who ?? 'no agent'}, not of ${agent}.`);
    return found.status === 'completed' ? undefined : { text: `it is ${found.status}.`, underWay: isUnderWay(found) };
  } catch (error) {
    if (statusOf(error) === 404) return never('the service does not have it.');
    throw explainServiceError(error, `Reading the response ${id}`);
  }
}

const page = z.object({ data: z.array(z.unknown()), has_more: z.boolean().catch(false) });

const PAGE_SIZE = 100;

/**
 * An agent's stored responses, the newest first. The SDK has no method for it; the operation is Responses_ListResponses of the Foundry
 * project API. Source: its reference, 2025-11-15-preview.
 */
export async function* listResponses(
  agent: string,
  { openai }: Pick<JobContext, 'openai'>,
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
