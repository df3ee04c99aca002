import { registerEvaluations } from '../../../functions/evaluations/register-evaluations.ts';
import { registerJobs } from '../../../functions/jobs/register-jobs.ts';
import { checkEvaluations } from '../../../shared/evaluations/config/check-evaluations.ts';
import { onResponse } from '../../../shared/evaluations/config/when.ts';

/** The app with a rule on responses of its own, which the repository's config has not. */
registerJobs({ containers: [] });
registerEvaluations(
  checkEvaluations({
    watch: {
      eval: {
        name: 'names the city',
        criteria: [
          {
            type: 'string_check',
            name: 'city',
            input: '{{sample.output_text}}',
            reference: 'Seoul',
            operation: 'like',
          },
        ],
      },
      target: 'guide',
      when: onResponse({ maxHourlyRuns: 1 }),
      gates: { city: { minPassRate: 0.9 } },
    },
  }),
);
