import type { Collection, Store } from '../../core/store/store.ts';
import type { TuningJob } from './job/job.ts';

/** The fine-tuning jobs of a project; `tuned` finds those that made a model of that name. */
export const tuningJobs = (store: Store): Collection<TuningJob> =>
  store.collection<TuningJob>({
    name: 'fineTuningJobs',
    key: ({ id }) => id,
    indexes: {
      phase: ({ phase }) => phase,
      tuned: ({ phase, modelName: name }) => (phase === 'succeeded' ? name : null),
    },
  });
