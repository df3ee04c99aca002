import { type FinishStep, finishCommand } from '../../../local/deploy/finish-command.ts';

/** A step that prints and returns what is listed, once for each try. */
function step(name: string, ...tries: readonly (readonly [code: number, line: string])[]) {
  let calls = 0;
  const run: FinishStep['run'] = async (print) => {
    const [code = 0, line = ''] = tries[Math.min(calls++, tries.length - 1)] ?? [];
    print(line);
    return code;
  };
  return { name, run, calls: () => calls };
}

async function finish(steps: readonly FinishStep[], env: Record<string, string> = {}) {
  const lines: string[] = [];
  const code = await finishCommand({ steps, env, print: (line) => void lines.push(line), pauses: [1, 1, 1] });
  return { code, text: lines.join('\n') };
}

describe('npm run deploy:finish', () => {
  it('runs every step once when all succeed', async () => {
    const steps = [step('agents', [0, 'created']), step('smoke', [0, 'answered'])];
    expect(await finish(steps)).toMatchObject({ code: 0 });
    expect(steps.map(({ calls }) => calls())).toEqual([1, 1]);
  });

  it.each([
    '401 PermissionDenied',
    '! The principal lacks the required data action',
    '! The agent called the function, and no answer came.',
    '503 Service Unavailable',
  ])('tries again while a role may still take effect: %s', async (line) => {
    const agents = step('agents', [1, line], [1, line], [0, 'created']);
    expect(await finish([agents])).toMatchObject({ code: 0, text: expect.stringMatching(/Trying again in/) });
    expect(agents.calls()).toBe(3);
  });

  it('fails after the last try, and does not run later steps', async () => {
    const agents = step('agents', [1, '403 Forbidden']);
    const smoke = step('smoke', [0, 'answered']);
    expect((await finish([agents, smoke])).code).toBe(1);
    expect([agents.calls(), smoke.calls()]).toEqual([4, 0]);
  });

  it('fails at once for an error that does not pass', async () => {
    const agents = step('agents', [1, 'foundry.config.ts: the tool has no name']);
    expect((await finish([agents])).code).toBe(1);
    expect(agents.calls()).toBe(1);
  });

  it.each(['403 Public access is disabled. Please configure private endpoint.', 'getaddrinfo ENOTFOUND foundry-1'])(
    'succeeds outside a private network, and says what remains: %s',
    async (line) => {
      const { code, text } = await finish([step('agents', [1, line]), step('smoke', [0, ''])]);
      expect([code, text]).toEqual([0, expect.stringMatching(/Run from inside: npm run agents, npm run smoke/)]);
    },
  );

  it('does nothing when it is told so', async () => {
    const agents = step('agents', [0, '']);
    const { code, text } = await finish([agents], { SKIP_AFTER_DEPLOY: 'true' });
    expect([code, text, agents.calls()]).toEqual([0, expect.stringMatching(/Remaining: npm run agents/), 0]);
  });
});
