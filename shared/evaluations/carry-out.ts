import type { Storage } from '../azure/storage/storage.ts';
import type { RunHistory } from './keep/run-history.ts';
import { LEFT_OUT_WORDS } from './left-out-words.ts';
import { forgetTrend } from './outcome/trend.ts';
import type { Todo } from './plan/state.ts';
import type { WaitingResponses } from './responses/waiting-responses.ts';
import { queueStart } from './start/start-queue.ts';

export interface Means {
  readonly storage: Storage;
  readonly history: RunHistory;
  readonly waiting: WaitingResponses;
}

/** Does what a tick has decided; again, it changes nothing. @param now milliseconds since 1970 */
export async function carryOut(todo: Todo, now: number, { storage, history, waiting }: Means): Promise<void> {
  const { id, name } = todo;
  switch (todo.do) {
    case 'start':
      return queueStart(storage, { id, name, at: todo.at, attempt: 1 }, todo.notBefore - now);
    case 'batch':
      await queueStart(storage, { id, name, at: todo.at, attempt: 1, responses: todo.responses }, 0);
      return waiting.take(name, todo.responses);
    case 'account': {
      const { why, count, first, last } = todo;
      const left = { id, name, outcome: 'left out', reason: LEFT_OUT_WORDS[why], count } as const;
      return history.keep({ ...left, first: new Date(first), occurrence: new Date(last) });
    }
    case 'drop': {
      const left = { id, name, outcome: 'left out', reason: LEFT_OUT_WORDS['too many'] } as const;
      await history.keep({ ...left, occurrence: new Date(todo.at), count: todo.responses.length });
      return waiting.take(name, todo.responses);
    }
    case 'forget':
      await waiting.drop(name);
      await waiting.forget(name, now);
      return forgetTrend(storage, name);
  }
}
