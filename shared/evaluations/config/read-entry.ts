import { parseDuration } from '../../core/duration.ts';
import type { Evaluation, EvaluationConfig, ResponseRule, ServiceSchedule } from './evaluation.ts';

/** An entry as whoever carries it out needs it. */
export type ReadEntry =
  | { readonly kind: 'evaluation'; readonly evaluation: Evaluation }
  | { readonly kind: 'schedule'; readonly schedule: ServiceSchedule }
  | { readonly kind: 'rule'; readonly rule: ResponseRule };

/** @param config an entry that was found to be right */
export function readEntry(name: string, config: EvaluationConfig): ReadEntry {
  const { by = 'backend', target: asked, enabled = true, when, data = {}, ...rest } = config;
  const target = typeof asked === 'string' ? { agent: asked } : asked;
  const who = target === undefined ? {} : { target };
  const { eval: evaluated, gates, baseline, webhook, prompt } = rest;
  if (when.type === 'Response') {
    const { share, maxHourlyRuns, look = true } = when;
    const more = {
      ...(maxHourlyRuns === undefined ? {} : { maxHourlyRuns }),
      ...(gates === undefined ? {} : { gates }),
      ...(baseline === undefined ? {} : { baseline }),
      ...(webhook === undefined ? {} : { webhook }),
    };
    return {
      kind: 'rule',
      rule: { name, by, eval: evaluated, agent: target?.agent ?? '', share, look, enabled, ...more },
    };
  }
  if (by === 'service') {
    const asking = prompt === undefined ? {} : { prompt };
    return { kind: 'schedule', schedule: { name, eval: evaluated, when, data, enabled, ...who, ...asking } };
  }
  const { jitter: spread = 'PT1M', catchUp = 'latest', overlap = 'skip' } = rest;
  const jitter = parseDuration(spread) ?? 0;
  return { kind: 'evaluation', evaluation: { ...rest, name, when, data, enabled, catchUp, overlap, jitter, ...who } };
}
