import type { JobServices } from '../../jobs/steps/services.ts';
import type { ResponseRule } from '../config/evaluation.ts';
import { shareOf } from '../plan/occurrence-id.ts';
import type { ResponseMessage } from './response-message.ts';
import { responseProblem } from './response-problem.ts';
import type { WaitingResponses } from './waiting-responses.ts';

export interface ResponseServices extends Pick<JobServices, 'now'> {
  readonly tools: Pick<JobServices['tools'], 'openai' | 'log'>;
  readonly waiting: WaitingResponses;
}

/** Whether a response is among the share that is evaluated: always, or never. */
export const isSampled = (response: string, share: number): boolean => shareOf(response) < share;

/**
 * Notes a response for the rules it is for. Only those it may be for have it looked up: that it is there, has completed and is the
 * agent's is the service's word, not the message's.
 */
export async function takeResponse(
  { responseId, agent }: ResponseMessage,
  rules: readonly ResponseRule[],
  services: ResponseServices,
): Promise<void> {
  const meant = rules.filter((rule) => rule.enabled && rule.agent === agent && isSampled(responseId, rule.share));
  if (meant.length === 0) return;
  const problem = await responseProblem(responseId, agent, services);
  if (problem !== undefined) {
    services.tools.log.warn(`${responseId} is not evaluated: ${problem}`);
    return;
  }
  for (const { name } of meant) await services.waiting.add(name, responseId, services.now());
}
