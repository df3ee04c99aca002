import { eachAtOnce } from '../core/concurrency.ts';
import type { JobServices } from '../jobs/activities/job-services.ts';
import { hasEnded } from '../jobs/store/job-record.ts';
import { carryOut } from './carry-out.ts';
import type { RunHistory } from './keep/run-history.ts';
import { stateFile } from './keep/state-file.ts';
import { jobOf } from './plan/occurrence-id.ts';
import type { WaitingResponses } from './responses/waiting-responses.ts';
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
    carryOut: (todo, moment) => carryOut(todo, moment, { storage: tools.storage, history, waiting }),
  };
}

/** There is no job of an occurrence that was refused: nobody needs to wait for its end. */
async function wasRefused(history: RunHistory, id: string): Promise<boolean> {
  const [, name = '', occurrence = ''] = id.split('/');
  return (await history.read(name, id, new Date(occurrence)))?.outcome === 'refused';
}
