import { healthCheck } from '../../shared/operations/health.ts';
import { dataStorage } from '../data-storage.ts';
import { httpFunction } from '../http/http-function.ts';

const check = healthCheck(dataStorage);

/** `GET /api/health`: 200 when the app can reach what every call needs, 503 when it cannot. For the platform's health check. */
httpFunction('health', {
  method: 'GET',
  route: 'health',
  access: 'anonymous',
  handler: async ({ context }) => {
    const health = await check();
    if (health.status === 'failing') context.error(health.problem);
    return { status: health.status === 'ok' ? 200 : 503, body: { status: health.status } };
  },
});
