import { registerEvaluations } from '../../../functions/evaluations/register-evaluations.ts';
import { registerJobs } from '../../../functions/jobs/register-jobs.ts';
import { checkEvaluations } from '../../../shared/evaluations/config/check-evaluations.ts';
import { sameMinute } from './entries.ts';

/** The app with evaluations that fall due together; how many and when is told by its environment. */
const { EVALUATIONS_COUNT, EVALUATIONS_AT = '', EVALUATIONS_JITTER = 'PT0S' } = process.env;
registerJobs({ containers: [] });
registerEvaluations(checkEvaluations(sameMinute(Number(EVALUATIONS_COUNT), EVALUATIONS_AT, EVALUATIONS_JITTER)));
