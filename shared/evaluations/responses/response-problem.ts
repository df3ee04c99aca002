import { z } from 'zod';
import type { JobTools } from '../../jobs/job-tools.ts';
import { explainServiceError, statusOf } from '../../jobs/service-error.ts';

const named = z.looseObject({ name: z.string() });
const answer = z.looseObject({
  status: z.string().optional(),
  agent: named.nullish().catch(undefined),
  agent_reference: named.nullish().catch(undefined),
});

/** Why a response is not to be evaluated, by the service's word: it is not there, has not completed, or is somebody else's. */
export async function responseProblem(
  id: string,
  agent: string,
  { tools }: { readonly tools: Pick<JobTools, 'openai'> },
): Promise<string | undefined> {
  try {
    const found = answer.parse(await tools.openai.responses.retrieve(id));
    const who = (found.agent ?? found.agent_reference)?.name;
    if (who !== agent) return `it is of ${who ?? 'no agent'}, not of ${agent}.`;
    return found.status === 'completed' ? undefined : `it is ${found.status}.`;
  } catch (error) {
    if (statusOf(error) === 404) return 'the service does not have it.';
    throw explainServiceError(error, `Reading the response ${id}`);
  }
}
