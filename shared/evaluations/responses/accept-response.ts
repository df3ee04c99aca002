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

/** Whether a response is among the share that is evaluated: always, or never. */
export const isSampled = (response: string, share: number): boolean => shareOf(response) < share;

/** The rules that a response is for. */
export const rulesFor = (
  { responseId, agent }: ResponseMessage,
  rules: readonly ResponseRule[],
): readonly ResponseRule[] =>
  rules.filter((rule) => rule.enabled && rule.agent === agent && isSampled(responseId, rule.share));

/**
 * Notes a response for the rules it is for. Only those it may be for have it looked up: that it is there, has completed and is the
 * agent's is the service's word, not the message's.
 * @returns whether it has not ended yet, and could be taken later
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

/** Notes a response that is known to be right, once however often it is noted. */
export async function recordResponse(
  response: string,
  rules: readonly ResponseRule[],
  { waiting, now }: Pick<ResponseServices, 'waiting' | 'now'>,
): Promise<void> {
  for (const { name } of rules) await waiting.add(name, response, now());
}
