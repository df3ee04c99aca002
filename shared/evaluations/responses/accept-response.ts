import type { JobServices } from '../../jobs/activities/job-services.ts';
import type { ResponseRule } from '../config/evaluation.ts';
import { shareOf } from '../store/occurrences.ts';
import type { ResponseMessage } from './response-messages.ts';
import { responseProblem } from './stored-responses.ts';
import type { WaitingResponses } from './waiting-responses.ts';

export interface ResponseServices extends Pick<JobServices, 'now'> {
  readonly context: Pick<JobServices['context'], 'openai' | 'log'>;
  readonly waiting: WaitingResponses;
}

/** True for a response that belongs to the evaluated share. The result for an id never changes. */
export const isSampled = (response: string, share: number): boolean => shareOf(response) < share;

/** Returns the rules that apply to a response. */
export const rulesFor = (
  { responseId, agent }: ResponseMessage,
  rules: readonly ResponseRule[],
): readonly ResponseRule[] =>
  rules.filter((rule) => rule.enabled && rule.agent === agent && isSampled(responseId, rule.share));

/**
 * Records a response for the rules that apply. The service, not the message, decides whether the response exists, has completed and belongs to
 * the agent.
 * @returns `underWay` for a response that has not ended: try again later
 */
export async function acceptResponse(
  message: ResponseMessage,
  rules: readonly ResponseRule[],
  services: ResponseServices,
): Promise<{ readonly underWay: boolean }> {
  const { responseId, agent } = message;
  const meant = rulesFor(message, rules);
  if (meant.length === 0) return { underWay: false };
  const problem = await responseProblem(responseId, agent, services);
  if (problem === undefined) await recordResponse(responseId, meant, services);
  else if (!problem.underWay) services.context.log.warn(`${responseId} is not evaluated: ${problem.text}`);
  return { underWay: problem?.underWay === true };
}

/** Records a valid response. Recording it again changes nothing. */
export async function recordResponse(
  response: string,
  rules: readonly ResponseRule[],
  { waiting, now }: Pick<ResponseServices, 'waiting' | 'now'>,
): Promise<void> {
  for (const { name } of rules) await waiting.add(name, response, now());
}
