import { LEFT_OUT_WORDS } from './left-out-words.ts';
import { hasEnded } from '../jobs/register/job-record.ts';
import type { JobServices } from '../jobs/steps/services.ts';
import { eachAtOnce } from './each-at-once.ts';
import type { RunHistory } from './keep/run-history.ts';
import { stateFile } from './keep/state-file.ts';
import { jobOf } from './plan/occurrence-id.ts';
import type { WaitingResponses } from './responses/waiting-responses.ts';
import { queueStart } from './start/start-queue.ts';
import type { TickServices } from './tick.ts';

/** What a tick works with in the app: the state's blob, the register of jobs, the queue of starts and the table of runs. */
export function tickServices(services: JobServices, history: RunHistory, waiting: WaitingResponses): TickServices {
  const { register, tools, now } = services;
  return {
    file: stateFile(tools.storage),
    now,
    log: tools.log,
    ended: async (ids) => {
      const ended = new Set<string>();
      await eachAtOnce(ids, 8, async (id) => {
        const job = await register.read(jobOf(id));
        if (job !== undefined ? hasEnded(job.record.state) : await wasRefused(history, id)) ended.add(id);
      });
      return ended;
    },
    waiting: (rule) => waiting.list(rule),
    carryOut: async (todo, moment) => {
      const { id, name } = todo;
      if (todo.do === 'start') {
        return queueStart(tools.storage, { id, name, at: todo.at, attempt: 1 }, todo.notBefore - moment);
      }
      if (todo.do === 'batch') {
        const { at, responses } = todo;
        await queueStart(tools.storage, { id, name, at, attempt: 1, responses }, 0);
        return waiting.take(name, responses);
      }
      const reason = LEFT_OUT_WORDS[todo.why];
      const { count, first, last } = todo;
      const left = { id, name, outcome: 'left out', reason, count } as const;
      await history.keep({ ...left, first: new Date(first), occurrence: new Date(last) });
    },
  };
}

/** There is no job of an occurrence that was refused: nobody needs to wait for its end. */
async function wasRefused(history: RunHistory, id: string): Promise<boolean> {
  const [, name = '', occurrence = ''] = id.split('/');
  return (await history.read(name, id, new Date(occurrence)))?.outcome === 'refused';
}
