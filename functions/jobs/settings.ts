import { parseDuration } from '../../shared/core/duration.ts';
import { TerminalError } from '../../shared/core/errors.ts';
import { DEFAULT_PACE, type Pace } from '../../shared/jobs/polling/pace.ts';

/** What may be set of the jobs, by environment. */
export interface JobSettings {
  readonly pace: Pace;
  /** Signs the posts to webhooks. */
  readonly webhookSecret: string | undefined;
}

/**
 * Reads JOB_SHORTEST_WAIT and JOB_LONGEST_WAIT (ISO 8601 durations: how often a job is looked at) and JOB_WEBHOOK_SECRET.
 * @throws TerminalError naming the setting
 */
export function jobSettings(env: NodeJS.ProcessEnv): JobSettings {
  const shortest = wait(env, 'JOB_SHORTEST_WAIT', DEFAULT_PACE.shortest);
  const longest = wait(env, 'JOB_LONGEST_WAIT', Math.max(shortest, DEFAULT_PACE.longest));
  if (longest < shortest) {
    throw new TerminalError('JOB_LONGEST_WAIT is shorter than JOB_SHORTEST_WAIT. Set it to PT1H, or take it out.');
  }
  return { pace: { shortest, longest }, webhookSecret: env.JOB_WEBHOOK_SECRET || undefined };
}

function wait(env: NodeJS.ProcessEnv, name: string, preset: number): number {
  const text = env[name];
  if (!text) return preset;
  const ms = parseDuration(text);
  if (ms !== undefined && ms > 0) return ms;
  throw new TerminalError(
    `${name} is "${text}", which is no wait. Set it to an ISO 8601 duration such as PT25S or PT1H.`,
  );
}
