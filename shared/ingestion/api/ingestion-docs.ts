import * as z from 'zod';
import { named, type RouteDocs } from '../../http/openapi.ts';
import { filesQuery } from './read-ingestions.ts';
import { clearRequest } from './removed-sources.ts';
import { retryRequest, startRequest } from './start-ingestion.ts';

const source = z.looseObject({ name: z.string(), store: z.string(), from: z.array(z.string()) });
const accepted = named('IngestionAccepted', z.looseObject({ source: z.string() }));

/** Descriptions of the routes of ingestion. */
export const ingestionDocs = {
  list: {
    tag: 'ingestion',
    summary: 'List the sources, and events that belong to none',
    responses: {
      200: {
        description:
          'Sources of foundry.config.ts, sources that left it, rejected events and blobs that no source matches.',
        schema: named(
          'Ingestions',
          z.looseObject({
            sources: z.array(source),
            removed: z.array(z.looseObject({ source: z.string(), store: z.string() })),
            rejected: z.array(z.looseObject({})),
            unmatched: z.array(z.looseObject({})),
          }),
        ),
      },
    },
  },
  read: {
    tag: 'ingestion',
    summary: 'Read counts, throughput and recent errors of a source',
    responses: {
      200: {
        description: 'The source.',
        schema: named(
          'Ingestion',
          z.looseObject({
            source: z.string(),
            vectorStore: z.object({ name: z.string(), id: z.string().optional() }),
            counts: z.record(z.string(), z.int()),
            isWorking: z.boolean(),
            secondsLeft: z.number().optional(),
          }),
        ),
      },
    },
  },
  files: {
    tag: 'ingestion',
    summary: 'List the files of a source',
    query: filesQuery,
    responses: {
      200: {
        description: 'A page of files.',
        schema: named(
          'IngestionFilePage',
          z.object({
            files: z.array(z.looseObject({ path: z.string(), status: z.string() })),
            next: z.string().optional(),
          }),
        ),
      },
    },
  },
  start: {
    tag: 'ingestion',
    summary: 'Scan the blobs of a source',
    body: named('StartIngestionRequest', startRequest),
    responses: {
      200: { description: 'With `dryRun`: what would happen.', schema: accepted },
      202: { description: 'The scan will begin; Location names the source.', schema: accepted },
    },
    rejections: { 404: 'There is no such source.' },
  },
  retry: {
    tag: 'ingestion',
    summary: 'Retry the failed files of a source',
    body: named('RetryIngestionRequest', retryRequest),
    optionalBody: true,
    responses: { 202: { description: 'The files will be tried again.', schema: accepted } },
  },
  clear: {
    tag: 'ingestion',
    summary: 'Delete the files of a source that left foundry.config.ts',
    body: named('ClearIngestionRequest', clearRequest),
    optionalBody: true,
    responses: {
      200: { description: 'With `dryRun`: the files that would be deleted.', schema: accepted },
      202: { description: 'The files will be deleted.', schema: accepted },
    },
    rejections: { 409: 'The source is in foundry.config.ts.' },
  },
} as const satisfies Readonly<Record<string, RouteDocs>>;
