import type { Storage } from '../../azure/storage/storage.ts';
import { forEachConcurrently } from '../../core/concurrency.ts';
import type { JobServices } from '../../jobs/activities/job-services.ts';
import { hasEnded } from '../../jobs/store/job-record.ts';
import type { WaitingResponses } from '../responses/waiting-responses.ts';
import { queueStart } from '../start/start-queue.ts';
import { jobOf } from '../store/occurrences.ts';
import type { RunHistory } from '../store/run-history.ts';
import { type Command, SKIP_REASON_TEXT, stateFile } from '../store/scheduler-state.ts';
import { forgetTrend } from '../store/trend.ts';
import type { TickServices } from './scheduler-tick.ts';

/** Returns the dependencies of a tick in the app: the state's blob, the job store, the queue of starts and the table of runs. */
export function tickServices(services: JobServices, history: RunHistory, waiting: WaitingResponses): TickServices {
  const { store, context, now } = services;
  return {
    file: stateFile(context.storage),
    now,
    log: context.log,
    ended: async (ids) => {
      const ended = new Set<string>();
      await forEachConcurrently(ids, 8, async (id) => {
        const job = await store.read(jobOf(id));
        if (job !== undefined ? hasEnded(job.record.state) : await wasRefused(history, id)) ended.add(id);
      });
      return ended;
    },
    waiting: (rule) => waiting.list(rule),
    execute: (command, moment) => executeCommand(command, moment, { storage: context.storage, history, waiting }),
  };
}

/** A rejected occurrence has no job to wait for. */
async function wasRefused(history: RunHistory, id: string): Promise<boolean> {
  const [, name = '', occurrence = ''] = id.split('/');
  return (await history.read(name, id, new Date(occurrence)))?.outcome === 'refused';
}

interface CommandDependencies {
  readonly storage: Storage;
  readonly history: RunHistory;
  readonly waiting: WaitingResponses;
}

/** Executes a command of a tick. Executing it again changes nothing. @param now milliseconds since 1970 */
export async function executeCommand(
  command: Command,
  now: number,
  { storage, history, waiting }: CommandDependencies,
): Promise<void> {
  const { id, name } = command;
  switch (command.do) {
    case 'start':
      return queueStart(storage, { id, name, at: command.at, attempt: 1 }, command.notBefore - now);
    case 'batch':
      await queueStart(storage, { id, name, at: command.at, attempt: 1, responses: command.responses }, 0);
      return waiting.take(name, command.responses);
    case 'account': {
      const { why, count, first, last } = command;
      const left = { id, name, outcome: 'left out', reason: SKIP_REASON_TEXT[why], count } as const;
      return history.keep({ ...left, first: new Date(first), occurrence: new Date(last) });
    }
    case 'drop': {
      const left = { id, name, outcome: 'left out', reason: SKIP_REASON_TEXT['too many'] } as const;
      await history.keep({ ...left, occurrence: new Date(command.at), count: command.responses.length });
      return waiting.take(name, command.responses);
    }
    case 'forget':
      await waiting.drop(name);
      await waiting.forget(name, now);
      return forgetTrend(storage, name);
  }
}
