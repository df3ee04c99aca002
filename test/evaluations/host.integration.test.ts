import { localPlatform, type TestPlatform } from '../support/platform.ts';

let platform: TestPlatform;
beforeAll(async () => {
  platform = await localPlatform({ hostEnv: { LOCAL_HOST_TEST_CLOCK: 'true' } });
});
afterAll(() => platform.stop());

it('serves its API on the real host, and its timer ticks without trouble', async () => {
  const api = `${platform.endpoints.functions}/api/evaluations`;
  const list = await fetch(api);
  expect([list.status, await list.json()]).toMatchObject([
    200,
    {
      evaluations: [
        { name: 'nightly', state: 'on' },
        { name: 'live', by: 'service' },
      ],
    },
  ]);
  for (const [method, path] of [
    ['GET', 'none/runs'],
    ['GET', 'none/occurrences'],
    ['POST', 'none/run'],
    ['POST', 'none/pause'],
  ]) {
    const answer = await fetch(`${api}/${path}`, { method: `${method}` });
    expect([path, answer.status, await answer.json()]).toMatchObject([path, 404, { code: 'evaluation_not_found' }]);
  }
  const ran = await fetch(`${platform.endpoints.functions}/admin/functions/evaluationsTick`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{}',
  });
  expect(ran.status).toBe(202);
});
