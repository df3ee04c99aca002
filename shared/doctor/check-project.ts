import { messageOf } from '../errors.ts';
import { explainFailure } from '../foundry/agents/explain-failure.ts';
import { deployAgent } from '../foundry/agents/deploy-agent.ts';
import { searchStores } from '../foundry/agents/search-stores.ts';
import { type Finding, fine, type Patient, wrong } from './finding.ts';

const SIGN_IN =
  'az login, and the role "Foundry User" on the project; FOUNDRY_PROJECT_ENDPOINT and FOUNDRY_API_VERSION as the portal shows them';

/** Endpoint, API version, token and role in one request, then each agent of the config against the one that is deployed. */
export async function checkProject({ project, config, storage }: Patient): Promise<readonly Finding[]> {
  try {
    await project.agents.list({ limit: 1 })[Symbol.asyncIterator]().next();
  } catch (error) {
    return [wrong('project', explainFailure(error), SIGN_IN)];
  }
  const findings: Finding[] = [fine('project', 'reached; the token and the role are enough to read agents')];
  for (const [name, agent] of Object.entries(config.agents)) {
    const check = `agent ${name}`;
    try {
      const service = {
        project: project as Parameters<typeof deployAgent>[2]['project'],
        queueEndpoint: storage.queueEndpoint,
        searchStores: await searchStores(config, project as Parameters<typeof searchStores>[1], true),
      };
      const { kind } = await deployAgent(name, agent, { ...service, dryRun: true });
      findings.push(
        kind === 'unchanged'
          ? fine(check, 'deployed as foundry.config.ts has it')
          : wrong(
              check,
              kind === 'created' ? 'it is not deployed' : 'what is deployed differs from foundry.config.ts',
              'npm run agents',
            ),
      );
    } catch (error) {
      findings.push(wrong(check, messageOf(error), 'npm run agents -- --dry-run says more'));
    }
  }
  return findings;
}
