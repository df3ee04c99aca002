import { smokeCommand } from '../../../local/deploy/smoke-command.ts';
import { trustCertificate } from '../../../local/platform/trust.ts';
import { agentsCommand } from '../../../shared/operations/project/agents-command.ts';
import config from '../../fixture-app/foundry.config.ts';
import { localPlatform, type TestPlatform } from '../../support/platform.ts';

let platform: TestPlatform;
let env: Record<string, string>;
beforeAll(async () => {
  platform = await localPlatform();
  const { foundryProject, storage, certificate } = platform.endpoints;
  trustCertificate(certificate);
  env = { FOUNDRY_PROJECT_ENDPOINT: foundryProject, DATA_STORAGE: storage };
});
afterAll(() => platform?.stop());

async function smoke() {
  const lines: string[] = [];
  const exitCode = await smokeCommand({ config, env, print: (line) => void lines.push(line) });
  return { exitCode, text: lines.join('\n') };
}

describe('npm run smoke', () => {
  it('fails while the agent is not there, and passes once a call has gone to the function and back', async () => {
    const before = await smoke();
    expect(before.text).toMatch(/^Asking the agent support to call get_order_status \.\.\.\n! /);
    expect(before.exitCode).toBe(1);

    await agentsCommand({ config, args: [], env, print: () => {} });
    const after = await smoke();
    expect(after.text).toMatch(/The function answered after [\d.]+ s: .+/);
    expect(after.exitCode).toBe(0);
  });
});
