import * as z from 'zod';
import { parseDuration } from '../../core/duration.ts';
import { MAX_METADATA_KEY, MAX_METADATA_VALUE } from '../../core/limits.ts';
import { webhookProblem } from '../notifications/webhook-address.ts';
import type { Deadlines } from '../workflow/job-state.ts';

/** A total deadline may be this long. Source: Azure OpenAI ends fine-tuning jobs after 720 hours; as much again to wait in queues. */
const LONGEST_MS = 60 * 86_400_000;
const SHORTEST_MS = 60_000;

const deadline = z.string().check((context) => {
  const ms = parseDuration(context.value);
  const problem =
    ms === undefined
      ? `"${context.value}" is not a duration: write ISO 8601 such as PT90M, PT72H or P7D`
      : ms < SHORTEST_MS
        ? `"${context.value}" is less than a minute`
        : ms > LONGEST_MS
          ? `"${context.value}" is more than 60 days`
          : undefined;
  if (problem !== undefined) context.issues.push({ code: 'custom', message: problem, input: context.value });
});

const webhook = z.string().check((context) => {
  const problem = webhookProblem(context.value);
  if (problem !== undefined) context.issues.push({ code: 'custom', message: problem, input: context.value });
});

/** Options of every job. */
export const jobOptions = {
  deadlines: z.strictObject({ total: deadline.optional(), noProgress: deadline.optional() }).optional(),
  onDeadline: z.enum(['cancel', 'leave']).optional(),
  webhook: webhook.optional(),
  keepFiles: z.boolean().optional(),
};

export interface JobOptions {
  readonly deadlines?: { readonly total?: string | undefined; readonly noProgress?: string | undefined } | undefined;
  /** `cancel` (default) cancels the service's job at a deadline; `leave` lets it run. */
  readonly onDeadline?: 'cancel' | 'leave' | undefined;
  /** Receives a post for every change of state. */
  readonly webhook?: string | undefined;
  /** Endpoint of the project where the job is done, of kinds that can be done in others than the app's own. */
  readonly project?: string | undefined;
  /** Leaves the files that were uploaded for the job at the service when it has ended. */
  readonly keepFiles?: boolean | undefined;
}

/** A request's deadlines, with its kind's where it names none; the second is never longer than the first. */
export function deadlinesOf(options: JobOptions, preset: Omit<Deadlines, 'cancel'>): Deadlines {
  const total = parseDuration(options.deadlines?.total ?? '') ?? preset.total;
  const noProgress = parseDuration(options.deadlines?.noProgress ?? '') ?? Math.min(preset.noProgress, total);
  return { total, noProgress, cancel: options.onDeadline !== 'leave' };
}

/** Texts a caller hangs on the service's object; some of the pairs the service takes are ours. */
export const metadata = (pairs: number) =>
  z
    .record(z.string().min(1).max(MAX_METADATA_KEY), z.string().max(MAX_METADATA_VALUE))
    .refine((value) => Object.keys(value).length <= pairs, `may hold ${pairs} pairs at most`);

/** The metadata key under which the service keeps our idempotency key. */
export const KEY_IN_METADATA = 'idempotencyKey';
