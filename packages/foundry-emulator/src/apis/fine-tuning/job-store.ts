import type { Collection, Store } from '../../core/store/store.ts';
import type { TuningJob } from './job/job.ts';

/** Fine-tuning jobs of a project; `tuned` finds jobs by the name of their model. */
export const tuningJobs = (store: Store): Collection<TuningJob> =>
  store.collection<TuningJob>({
    name: 'fineTuningJobs',
    key: ({ id }) => id,
    indexes: {
      phase: ({ phase }) => phase,
      tuned: ({ phase, modelName: name }) => (phase === 'succeeded' ? name : null),
    },
  });
