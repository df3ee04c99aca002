import * as z from 'zod';
import { blobPathText } from '../../../azure/storage/blob-path.ts';
import { MAX_INLINE_BYTES, MAX_INLINE_ROWS } from '../../../core/limits.ts';

const rows = z
  .array(z.record(z.string(), z.unknown()))
  .min(1, 'is empty')
  .max(MAX_INLINE_ROWS, `holds more than ${MAX_INLINE_ROWS} rows: put them into a blob and give its path as data.blob`)
  .refine(
    (value) => Buffer.byteLength(JSON.stringify(value)) <= MAX_INLINE_BYTES,
    `holds more than ${MAX_INLINE_BYTES} bytes: put the rows into a blob and give its path as data.blob`,
  );

/** Id that the service can look up. */
export const responseId = z
  .string()
  .max(200)
  .regex(/^[\w-]+$/, 'is not the id of a response');

const WAYS = ['blob', 'items', 'dataset', 'fileId', 'responses'] as const;

/** Source of the rows of an evaluation: one of five. */
export const evaluationData = z
  .strictObject({
    /** A JSONL blob, `container/path`; a row is the item itself, or `{"item": {...}}`. */
    blob: blobPathText.optional(),
    items: rows.optional(),
    /** A dataset of the project. */
    dataset: z.strictObject({ name: z.string().min(1), version: z.string().min(1) }).optional(),
    /** A file that is at the service already. */
    fileId: z.string().min(1).optional(),
    /** Ids of stored responses: what was asked and answered is looked up by the service. */
    responses: z.array(responseId).min(1, 'is empty').max(MAX_INLINE_ROWS).optional(),
  })
  .refine(
    (data) => WAYS.filter((way) => data[way] !== undefined).length === 1,
    `must name exactly one of ${WAYS.join(', ')}`,
  );

/** Rows that are questions to a target; responses are answers already. */
export const questionData = evaluationData.refine(({ responses }) => responses === undefined, {
  path: ['responses'],
  message: 'are answers already, and here models answer: use blob, items, dataset or fileId',
});

export type EvaluationData = z.infer<typeof evaluationData>;
