import { asRetryable } from '../../azure/storage/storage-errors.ts';
import { stepping } from '../../azure/telemetry/job-telemetry.ts';
import { RetryableError, TerminalError } from '../../core/errors.ts';
import { Refusal } from '../../core/request-error.ts';
import { explainServiceError } from '../../foundry/service-error.ts';
import type { Answer } from '../workflow/activity-result.ts';
import type { CarriedJob, StepName } from '../workflow/job-state.ts';
import { collect } from './collect.ts';
import { create } from './create.ts';
import { conclude } from './finalize.ts';
import type { JobServices } from './job-services.ts';
import { observe } from './observe.ts';
import { prepare } from './prepare.ts';
import { noteTrouble } from './record-trouble.ts';
import { order } from './send-command.ts';

type Step = (job: CarriedJob, services: JobServices) => Promise<Answer>;

const STEPS: Readonly<Record<StepName, Step>> = { prepare, create, observe, order, collect, conclude };

/**
 * Takes a job's next step. What may pass is the answer `later`, what will not the answer `refused`; only a mistake in this
 * program is thrown. Every step may run more than once, and twice at the same time.
 */
export function takeStep(job: CarriedJob, services: JobServices): Promise<Answer> {
  return stepping(job, () => take(job, services));
}

async function take(job: CarriedJob, services: JobServices): Promise<Answer> {
  try {
    return await STEPS[job.next](job, services);
  } catch (thrown) {
    const error = explainServiceError(asRetryable(thrown), `The step "${job.next}"`);
    const { log } = services.tools;
    if (error instanceof RetryableError) {
      log.warn(`${job.id}: "${job.next}" has to wait. ${error.message}`);
      await noteTrouble(job, 'warn', error.message, services);
      return { kind: 'later', why: error.message, wait: error.retryAfter };
    }
    if (error instanceof TerminalError) {
      log.error(`${job.id}: "${job.next}" cannot be done. ${error.message}`);
      await noteTrouble(job, 'error', error.message, services);
      const code = error instanceof Refusal ? error.code : 'refused';
      return { kind: 'refused', reason: { code, message: error.message } };
    }
    throw error;
  }
}
