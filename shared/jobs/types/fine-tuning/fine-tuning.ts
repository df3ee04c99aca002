import type { FineTuningJob } from 'openai/resources/fine-tuning';
import { findFirst } from '../../../core/concurrency.ts';
import { RequestError } from '../../../core/request-error.ts';
import { withServiceHeaders } from '../../../foundry/reading.ts';
import { statusOf } from '../../../foundry/service-error.ts';
import { KEY_IN_METADATA } from '../../contract/job-options.ts';
import type { JobType } from '../../contract/job-type.ts';
import { phaseOfStatus } from '../../contract/job-type.ts';
import { collectFineTuning } from './collect.ts';
import { checkComparison } from './comparison-after.ts';
import { createParams } from './create-params.ts';
import { fileVersions, prepareFiles } from './prepare-files.ts';
import { type FineTuningRequest, fineTuningRequest } from './request.ts';

const DAY_MS = 86_400_000;

/** A model is tuned on a file of examples. */
export const fineTuning: JobType<FineTuningRequest, FineTuningJob> = {
  name: 'fine-tuning',
  prefix: 'ft',
  request: fineTuningRequest,
  deadlines: { total: 3 * DAY_MS, noProgress: DAY_MS / 2 },
  subject: ({ model }) => model,
  check: async (request, tools) => {
    const versions = await fileVersions(request, tools);
    if (request.compare) await checkComparison(request.compare, tools);
    return Object.fromEntries(versions.map(([, { path, etag }]) => [path, etag]));
  },
  prepare: prepareFiles,
  find: (_request, { openai, key }) =>
    findFirst(openai.fineTuning.jobs.list(), ({ metadata }) => metadata?.[KEY_IN_METADATA] === key),
  create: (request, files, { openai, key }) =>
    openai.fineTuning.jobs.create(createParams(request, files, key)).catch((error: unknown) => {
      throw isMissingModel(error) ? missingModel(request.model, error) : error;
    }),
  id: ({ id }) => id,
  read: (id, _request, { openai }) => withServiceHeaders(openai.fineTuning.jobs.retrieve(id)),
  status: ({ status }) => status,
  phase: ({ status }) =>
    phaseOfStatus(status, {
      // `pending` is Azure's word; paused and what leads there and back are in no reference, but seen.
      running: ['validating_files', 'queued', 'pending', 'running', 'pausing', 'resuming'],
      paused: ['paused'],
      done: ['succeeded'],
      failed: ['failed'],
      cancelled: ['cancelled', 'canceled'],
    }),
  reason: ({ error }) =>
    error?.message
      ? { code: error.code || 'service_failed', message: `The service says: ${error.message}` }
      : undefined,
  progress: ({ status, trained_tokens }) => [status, trained_tokens],
  estimatedFinish: ({ estimated_finish }) => estimated_finish ?? undefined,
  events: async function* (id, { openai }) {
    for await (const { created_at, ...event } of openai.fineTuning.jobs.listEvents(id, { limit: 100 })) {
      yield { ...event, at: created_at };
    }
  },
  cancel: (id, _request, { openai }) => openai.fineTuning.jobs.cancel(id),
  pause: (id, _request, { openai }) => openai.fineTuning.jobs.pause(id),
  resume: (id, _request, { openai }) => openai.fineTuning.jobs.resume(id),
  collect: collectFineTuning,
};

/** The service names the field that is wrong, or has a code for a model that it does not have. */
const isMissingModel = (error: unknown): boolean =>
  [400, 404].includes(statusOf(error) ?? 0) &&
  typeof error === 'object' &&
  error !== null &&
  (('param' in error && error.param === 'model') ||
    ('code' in error && /^(?:model_not_found|invalidModel|DeploymentNotFound)$/i.test(String(error.code))));

const missingModel = (model: string, cause: unknown) =>
  new RequestError(
    'model_not_found',
    `There is no base model "${model}" that this project can fine-tune: choose one that the Foundry portal offers for fine-tuning.`,
    { details: [{ field: 'model', problem: 'does not exist, or cannot be fine-tuned' }], cause },
  );
