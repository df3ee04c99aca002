import { sendMessage } from '../../azure/storage/send-message.ts';
import type { Storage } from '../../azure/storage/storage.ts';
import { JOB_EVENTS_QUEUE } from '../../jobs/notifications/cloud-event.ts';

/** Events of an evaluation that operators should see. */
export type EvaluationEventType =
  | 'refused'
  | 'gate-failed'
  | 'scores-fell'
  | 'no-baseline'
  | 'ended-with-errors'
  | 'missed';

interface EvaluationEvent {
  readonly evaluation: string;
  readonly type: EvaluationEventType;
  /** The run or occurrence of the event. The event's id follows from it, so that a repeated event has the same id. */
  readonly about: string;
  readonly reason: string;
  readonly more?: Readonly<Record<string, unknown>>;
}

/** Sends an event as a CloudEvent to the queue of job events. @param now milliseconds since 1970 */
export async function publishEvent(event: EvaluationEvent, storage: Storage, now: number): Promise<void> {
  const { evaluation, type, about, reason, more } = event;
  const body = {
    specversion: '1.0',
    id: `${about}/${type}`,
    type: `foundry-functions.evaluation.${type}`,
    source: '/foundry-functions/evaluations',
    subject: evaluation,
    time: new Date(now).toISOString(),
    datacontenttype: 'application/json',
    data: { evaluation, ...more, reason },
  };
  await sendMessage(storage.queue(JOB_EVENTS_QUEUE), JSON.stringify(body));
}
