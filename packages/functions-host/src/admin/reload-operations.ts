import type { ReloadResult } from '../app/function-app.ts';
import { replyJson } from '../server/reply.ts';
import type { AdminOperation } from './admin.ts';

/**
 * POST /admin/host/reload, which the real host lacks: loads the app again in a new worker. It asks for the master key even
 * where keys are not enforced. Answers 200 when the new version serves and 422 when the previous one keeps serving.
 */
export function reloadOperations(app: { reload(): Promise<ReloadResult> }): AdminOperation[] {
  return [
    {
      methods: ['POST'],
      path: /^\/admin\/host\/reload\/?$/i,
      needsMasterKey: true,
      run: async ({ response }) => {
        const result = await app.reload();
        replyJson(response, result.outcome === 'reloaded' ? 200 : 422, result);
      },
    },
  ];
}
