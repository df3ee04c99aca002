import * as z from 'zod';
import { shardNumbers } from '../../shared/azure/storage/shards.ts';
import type { CheckedConfig } from '../../shared/config/define-config.ts';
import { redactingLog } from '../../shared/core/logging/redacting-log.ts';
import { named, type RouteDocs } from '../../shared/http/openapi.ts';
import { dependencies, healthCheck } from '../../shared/operations/health.ts';
import { dataStorage, shardStorage } from '../data-storage.ts';
import { httpFunction } from '../http/http-function.ts';

const health = named(
  'Health',
  z.object({
    status: z.enum(['ok', 'degraded', 'failing']),
    checks: z.record(z.string(), z.enum(['ok', 'failing'])).optional(),
  }),
);

const healthDocs = {
  ready: {
    tag: 'operations',
    summary: 'Check the dependencies of the app',
    responses: {
      200: { description: 'Every call can be served; `degraded` means that jobs and ingestion wait.', schema: health },
      503: { description: 'A dependency that every call needs is not available.', schema: health },
    },
  },
  live: {
    tag: 'operations',
    summary: 'Check that the process answers',
    responses: { 200: { description: 'The process answers.', schema: health } },
  },
} as const satisfies Readonly<Record<string, RouteDocs>>;

/**
 * Registers `GET /api/health`, ready: 200 when the app can reach what every call needs, 503 when it cannot, and a word for each dependency, for
 * the platform's health check; and `GET /api/health/live`: 200 while the process answers at all, whatever it depends on.
 */
export function registerHealth({ storage: { readShards } }: Pick<CheckedConfig, 'storage'>): void {
  const shards = shardNumbers(readShards)
    .slice(1)
    .map((shard) => () => shardStorage(shard));
  const check = healthCheck(dependencies(dataStorage, process.env, shards));
  httpFunction('health', {
    method: 'GET',
    route: 'health',
    access: 'anonymous',
    docs: healthDocs.ready,
    handler: async ({ context, correlationId }) => {
      const { status, checks, problems } = await check();
      const log = redactingLog(context, { about: correlationId });
      for (const problem of problems) log.error(problem);
      return { status: status === 'failing' ? 503 : 200, body: { status, checks } };
    },
  });
  httpFunction('healthLive', {
    method: 'GET',
    route: 'health/live',
    access: 'anonymous',
    docs: healthDocs.live,
    handler: async () => ({ status: 200, body: { status: 'ok' } }),
  });
}
