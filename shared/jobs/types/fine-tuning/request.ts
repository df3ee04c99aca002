import * as z from 'zod';
import { blobPathText } from '../../../azure/storage/blob-path.ts';
import { MAX_METADATA_PAIRS } from '../../../core/limits.ts';
import { type JobOptions, jobOptions, metadata } from '../../contract/job-options.ts';
import { questionData } from '../evaluation-run/data.ts';
import { method } from './method.ts';

/** After the tuning: the same questions to the base model and to the new one. */
const comparison = z.strictObject({
  evalId: z.string().min(1),
  data: questionData,
  /** Prompt for both models, with fields of the data: `{{item.question}}`. */
  prompt: z.string().min(1).optional(),
  /** Deployment of the base model. Default: the model that was tuned. */
  baseDeployment: z.string().min(1).optional(),
  /** Deployment of the tuned model, which is waited for. Default: the tuned model's own name. */
  tunedDeployment: z.string().min(1).optional(),
});

/** `POST /api/fine-tuning/jobs` */
export const fineTuningRequest = z
  .strictObject({
    model: z.string().trim().min(1).max(200),
    training: blobPathText,
    validation: blobPathText.optional(),
    method: method.optional(),
    suffix: z
      .string()
      .regex(/^[A-Za-z0-9._-]{1,64}$/, 'must be 1 to 64 letters, digits, dots, hyphens or underscores')
      .optional(),
    seed: z.int().min(0).max(2_147_483_647).optional(),
    metadata: metadata(MAX_METADATA_PAIRS - 1).optional(),
    compare: comparison.optional(),
    ...jobOptions,
  })
  .superRefine(({ method: chosen, validation }, context) => {
    if (!chosen?.reinforcement || validation !== undefined) return;
    context.addIssue({
      code: 'custom',
      path: ['validation'],
      message: 'is missing: reinforcement needs validation data',
    });
  });

export type FineTuningRequest = z.infer<typeof fineTuningRequest> & JobOptions;
