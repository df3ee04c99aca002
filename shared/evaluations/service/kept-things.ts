import type { AIProjectClient, EvaluationRule, Schedule } from '@azure/ai-projects';
import { isOurRule, MARK } from './mark.ts';
import type { WantedRule, WantedSchedule } from './wanted.ts';

/** Something at the service that an entry can stand for. */
export interface Kept {
  readonly id: string;
  readonly enabled: boolean;
  /** Whether we made it: what others made is never touched. */
  readonly ours: boolean;
  readonly body: unknown;
}

/** One kind of such things. */
export interface KeptThings<Wanted> {
  readonly word: 'schedule' | 'rule';
  list(): Promise<readonly Kept[]>;
  write(id: string, wanted: Wanted): Promise<unknown>;
  disable(kept: Kept): Promise<unknown>;
}

export type ScheduleClient = Pick<AIProjectClient['beta'], 'schedules'>;

export function schedulesOf({ beta: { schedules } }: { readonly beta: ScheduleClient }): KeptThings<WantedSchedule> {
  return {
    word: 'schedule',
    list: async () => {
      const found: Kept[] = [];
      for await (const body of schedules.list()) {
        const id = idOf(body);
        found.push({ id, enabled: body.enabled, ours: body.properties?.[MARK] === id, body });
      }
      return found;
    },
    write: (id, wanted) => schedules.createOrUpdate(id, wanted),
    disable: ({ id, body }) => schedules.createOrUpdate(id, { ...(body as Schedule), enabled: false }),
  };
}

/** The reference calls it `id`, the SDK of later versions reads another name. */
function idOf(schedule: Schedule): string {
  const { id } = schedule as { id?: unknown };
  return schedule.schedule_id ?? String(id ?? '');
}

export function rulesOf({ evaluationRules }: Pick<AIProjectClient, 'evaluationRules'>): KeptThings<WantedRule> {
  return {
    word: 'rule',
    list: async () => {
      const found: Kept[] = [];
      for await (const body of evaluationRules.list()) {
        found.push({ id: body.id, enabled: body.enabled, ours: isOurRule(body.id, body.description), body });
      }
      return found;
    },
    write: (id, wanted) => evaluationRules.createOrUpdate(id, wanted as EvaluationRule),
    disable: ({ id, body }) => evaluationRules.createOrUpdate(id, { ...(body as EvaluationRule), enabled: false }),
  };
}
