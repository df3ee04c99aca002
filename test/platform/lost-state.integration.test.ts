import { rmSync } from 'node:fs';
import { localPlatform } from '../support/platform.ts';

describe('a platform whose state folder is deleted while it runs', () => {
  it('is failing, and answers a job with 503 and what to do', async () => {
    const platform = await localPlatform();
    const { functions } = platform.endpoints;
    const request = { model: 'gpt-4o-mini', training: 'training-data/x.jsonl' };
    const post = () =>
      fetch(`${functions}/api/fine-tuning/jobs`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(request),
      });
    try {
      expect((await post()).status).toBe(422);
      rmSync(platform.state, { recursive: true, force: true });
      const health = await fetch(`${functions}/api/health`);
      expect(health.status).toBe(503);
      expect(await health.json()).toMatchObject({ status: 'failing', checks: { state: 'failing' } });
      const job = await post();
      expect(job.status).toBe(503);
      expect(await job.json()).toMatchObject({
        code: 'local_state_deleted',
        detail: expect.stringMatching(
          /was deleted while the local platform runs\. Stop .* start it again with `npm start`/,
        ),
      });
    } finally {
      await platform.stop();
    }
  });
});
