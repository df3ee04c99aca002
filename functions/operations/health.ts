import { redactingLog } from '../../shared/core/logging/redacting-log.ts';
import { dependencies, healthCheck } from '../../shared/operations/health.ts';
import { dataStorage } from '../data-storage.ts';
import { httpFunction } from '../http/http-function.ts';

const check = healthCheck(dependencies(dataStorage, process.env));

/**
 * `GET /api/health`, ready: 200 when the app can reach what every call needs, 503 when it cannot, and a word for each dependency. For
 * the platform's health check.
 */
httpFunction('health', {
  method: 'GET',
  route: 'health',
  access: 'anonymous',
  handler: async ({ context, correlationId }) => {
    const { status, checks, problems } = await check();
    const log = redactingLog(context, { about: correlationId });
    for (const problem of problems) log.error(problem);
    return { status: status === 'failing' ? 503 : 200, body: { status, checks } };
  },
});

/** `GET /api/health/live`: 200 while the process answers at all, whatever it depends on. */
httpFunction('healthLive', {
  method: 'GET',
  route: 'health/live',
  access: 'anonymous',
  handler: async () => ({ status: 200, body: { status: 'ok' } }),
});
