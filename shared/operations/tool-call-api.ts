import * as z from 'zod';
import { DeadLetters } from '../azure/queues/dead-letters.ts';
import type { Storage } from '../azure/storage/storage.ts';
import { RequestError } from '../core/request-error.ts';
import { parseRequest } from '../core/validation.ts';
import type { ApiResponse } from '../http/response.ts';
import { withProblems } from '../jobs/api/with-problems.ts';
import { CALL_OUTCOMES, type CallHistory, type ListedDelivery } from '../tools/call-history.ts';

export interface ToolCallServices {
  readonly storage: Storage;
  readonly history: CallHistory;
  /** False when TOOL_CALL_HISTORY is `off`. */
  readonly isRecorded: boolean;
}

const moment = z.iso
  .datetime({ offset: true, error: 'must be a time such as 2026-12-01T00:00:00Z' })
  .transform(Date.parse);

/** Query of `GET /api/operations/tool-calls`. */
export const toolCallQuery = z.object({
  tool: z.string().max(64).optional(),
  outcome: z.enum(CALL_OUTCOMES).optional(),
  channel: z.enum(['queue', 'http', 'mcp']).optional(),
  correlationId: z.string().max(1_024).optional(),
  from: moment.optional(),
  to: moment.optional(),
  limit: z.coerce.number().int().min(1).max(1_000).default(100),
  after: z.string().max(100).optional(),
});

/** Answers `GET /api/operations/tool-calls`: deliveries of tool calls, the newest call first. Deliveries of one message share `call`. */
export const listToolCalls = (
  query: Readonly<Record<string, string>>,
  { history, isRecorded }: ToolCallServices,
): Promise<ApiResponse> =>
  withProblems(async () => {
    const { items, ...rest } = await history.list(parseRequest(toolCallQuery, query));
    return { status: 200, body: { recorded: isRecorded, toolCalls: items.map(withDurations), ...rest } };
  });

/** Answers `GET /api/operations/tool-calls/{call}`: the deliveries of one call, and its timeline. */
export const readToolCall = (call: string, { history, storage }: ToolCallServices): Promise<ApiResponse> =>
  withProblems(async () => {
    const deliveries = /^\d{13}-[0-9a-f]{16}$/.test(call) ? await history.deliveries(call) : [];
    const [first] = deliveries;
    if (first === undefined) {
      const why = 'There is no such call: it was purged, or TOOL_CALL_HISTORY is off.';
      throw new RequestError('tool_call_not_found', why, { status: 404 });
    }
    const { tool, correlationId, channel, enqueuedAt } = first;
    const letters = await new DeadLetters(storage).list({ tool, correlationId, limit: 10 });
    const body = {
      call,
      tool,
      correlationId,
      channel,
      enqueuedAt,
      outcome: deliveries.at(-1)?.outcome,
      deliveries: deliveries.map(withDurations),
      timeline: timelineOf(deliveries),
      deadLetters: letters.items.map(({ id }) => id),
    };
    return { status: 200, body };
  });

const withDurations = (delivery: ListedDelivery) => ({
  ...delivery,
  waitMs: delivery.takenAt.getTime() - delivery.enqueuedAt.getTime(),
  ...between('handlerMs', delivery.handlerStartedAt, delivery.handlerEndedAt),
  ...between('totalMs', delivery.enqueuedAt, delivery.answeredAt),
});

const between = (name: string, from: Date | undefined, to: Date | undefined) =>
  from === undefined || to === undefined ? {} : { [name]: to.getTime() - from.getTime() };

interface TimelineEvent {
  readonly at: Date;
  readonly event: 'enqueued' | 'taken' | 'handler started' | 'handler ended' | 'answered' | 'ended';
  readonly attempt?: number;
  readonly detail?: string;
}

function timelineOf(deliveries: readonly ListedDelivery[]): readonly TimelineEvent[] {
  const events = deliveries.flatMap((delivery): TimelineEvent[] => {
    const { attempt, takenAt, handlerStartedAt, handlerEndedAt, answeredAt, outcome, reason, duplicate } = delivery;
    const event = (name: TimelineEvent['event'], at: Date | undefined, detail?: string): TimelineEvent[] =>
      at === undefined ? [] : [{ at, event: name, attempt, ...(detail === undefined ? {} : { detail }) }];
    const last = answeredAt ?? handlerEndedAt ?? takenAt;
    return [
      ...event('taken', takenAt),
      ...event('handler started', handlerStartedAt),
      ...event('handler ended', handlerEndedAt),
      ...event('answered', answeredAt, duplicate ? 'the recorded answer was sent again' : undefined),
      ...event('ended', last, reason === undefined ? outcome : `${outcome}: ${reason}`),
    ];
  });
  const [first] = deliveries;
  return first === undefined ? [] : [{ at: first.enqueuedAt, event: 'enqueued' }, ...events];
}
