import * as z from 'zod';
import { explainServiceError, statusOf } from '../../foundry/service-error.ts';
import type { JobTools } from '../../jobs/contract/job-context.ts';

const named = z.looseObject({ name: z.string() });

/** A stored response, as far as it matters here; versions of the API call its agent differently. */
export const storedResponse = z.looseObject({
  id: z.string(),
  status: z.string().optional(),
  created_at: z.number(),
  agent: named.nullish().catch(undefined),
  agent_reference: named.nullish().catch(undefined),
});

export type StoredResponse = z.infer<typeof storedResponse>;

export const agentOf = ({ agent, agent_reference }: StoredResponse): string | undefined =>
  (agent ?? agent_reference)?.name;

export const isUnderWay = ({ status }: Pick<StoredResponse, 'status'>): boolean =>
  status === 'queued' || status === 'in_progress';

/** Why a response is not to be evaluated. */
export interface ResponseProblem {
  readonly text: string;
  /** It has not ended yet: later there may be nothing in the way. */
  readonly underWay: boolean;
}

/** Looks at the service whether a response is there, has completed and is the agent's. */
export async function responseProblem(
  id: string,
  agent: string,
  { tools }: { readonly tools: Pick<JobTools, 'openai'> },
): Promise<ResponseProblem | undefined> {
  const never = (text: string) => ({ text, underWay: false });
  try {
    const found = storedResponse.parse(await tools.openai.responses.retrieve(id));
    const who = agentOf(found);
    if (who !== agent) return never(`it is of ${who ?? 'no agent'}, not of ${agent}.`);
    return found.status === 'completed' ? undefined : { text: `it is ${found.status}.`, underWay: isUnderWay(found) };
  } catch (error) {
    if (statusOf(error) === 404) return never('the service does not have it.');
    throw explainServiceError(error, `Reading the response ${id}`);
  }
}
