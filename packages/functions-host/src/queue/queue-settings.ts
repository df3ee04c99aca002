import { availableParallelism } from 'node:os';
import { z } from 'zod';
import { MAX_MESSAGES_PER_GET, MAX_VISIBILITY_TIMEOUT_MS } from '../../../../shared/core/limits.ts';
import { SetupError } from '../../../../shared/core/setup-error.ts';
import { parseTimeSpan, timeSpan } from '../dotnet/time-span.ts';
import { type HostJson, readSection } from '../settings/host-json.ts';
import type { Settings } from '../settings/settings.ts';
import type { MessageEncoding } from './message-text.ts';

/** First pause of the real host after an empty poll, in milliseconds. */
export const MIN_POLLING_INTERVAL_MS = 100;
/** Longest pause in the environment Development, whatever host.json says, in milliseconds. */
const DEVELOPMENT_POLLING_INTERVAL_MS = 2_000;
const DEFAULT_POLLING_INTERVAL_MS = 60_000;
/** Milliseconds a message is hidden while it is processed. Renewed after half of it. */
const DEFAULT_LOCK_MS = 600_000;
/** Milliseconds in which a queue that had a message is polled nearly without pause. 0 polls as the real host does. */
const DEFAULT_HOT_WINDOW_MS = 0;

/** Every duration in milliseconds. */
export interface QueueSettings {
  readonly batchSize: number;
  /** The next batch is fetched when at most this many messages are being handled. */
  readonly newBatchThreshold: number;
  readonly maxDequeueCount: number;
  /** Pause before a failed message is visible again. */
  readonly visibilityTimeout: number;
  readonly messageEncoding: MessageEncoding;
  readonly maxPollingInterval: number;
  readonly lock: number;
  readonly hotWindow: number;
}

const section = z.object({
  batchSize: z.int().min(1).max(MAX_MESSAGES_PER_GET).default(16),
  newBatchThreshold: z.int().min(0).optional(),
  maxDequeueCount: z.int().min(1).default(5),
  visibilityTimeout: timeSpan
    .refine((value) => value >= 0 && value <= MAX_VISIBILITY_TIMEOUT_MS, {
      error: 'must be from 00:00:00 to 7.00:00:00',
    })
    .default(0),
  messageEncoding: z
    .string()
    .toLowerCase()
    .pipe(z.enum(['base64', 'none']))
    .default('base64'),
  maxPollingInterval: timeSpan
    .refine((value) => value >= MIN_POLLING_INTERVAL_MS, { error: 'must not be less than 00:00:00.100' })
    .default(DEFAULT_POLLING_INTERVAL_MS),
});

/**
 * Reads host.json's `extensions.queues` with the real host's defaults, and this host's own settings.
 * @throws SetupError
 */
export function queueSettings(
  hostJson: HostJson,
  settings: Settings,
  processors = availableParallelism(),
): QueueSettings {
  const given = readSection(hostJson, 'queues', section);
  const development = (settings.get('AZURE_FUNCTIONS_ENVIRONMENT') ?? 'Development').toLowerCase() === 'development';
  return {
    ...given,
    newBatchThreshold: given.newBatchThreshold ?? Math.floor(given.batchSize / 2) * processors,
    maxPollingInterval: development ? DEVELOPMENT_POLLING_INTERVAL_MS : given.maxPollingInterval,
    lock: lock(settings.get('LOCAL_HOST_QUEUE_LOCK')),
    hotWindow: hotWindow(settings.get('LOCAL_HOST_QUEUE_HOT_WINDOW')),
  };
}

function lock(text: string | undefined): number {
  if (!text) return DEFAULT_LOCK_MS;
  const value = parseTimeSpan(text);
  if (value !== undefined && value >= 1_000 && value <= MAX_VISIBILITY_TIMEOUT_MS) return value;
  throw new SetupError(
    `LOCAL_HOST_QUEUE_LOCK is "${text}", which is not a time span from one second to seven days. Write it as hh:mm:ss, for instance 00:00:10, or leave it out for ten minutes.`,
  );
}

function hotWindow(text: string | undefined): number {
  if (!text) return DEFAULT_HOT_WINDOW_MS;
  const value = Number(text);
  if (Number.isInteger(value) && value >= 0) return value;
  throw new SetupError(
    `LOCAL_HOST_QUEUE_HOT_WINDOW is "${text}", which is not a whole number of milliseconds. Write for instance 100, or leave it out to poll as the real host does.`,
  );
}
