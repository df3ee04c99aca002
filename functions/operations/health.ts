import { app } from '@azure/functions';
import { healthCheck } from '../../shared/operations/health.ts';
import { dataStorage } from '../data-storage.ts';

const check = healthCheck(dataStorage);

/** `GET /api/health`: 200 when the app can reach what every call needs, 503 when it cannot. For the platform's health check. */
app.http('health', {
  methods: ['GET'],
  authLevel: 'anonymous',
  handler: async (_request, context) => {
    const health = await check();
    if (health.status === 'failing') context.error(health.problem);
    return { status: health.status === 'ok' ? 200 : 503, jsonBody: { status: health.status } };
  },
});
