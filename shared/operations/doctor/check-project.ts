import * as z from 'zod';
import { statusOf } from '../../azure/storage/storage-errors.ts';
import { agentShards } from '../../config/agent-shards.ts';
import { messageOf } from '../../core/errors.ts';
import { remedyFor } from '../../foundry/explain-failure.ts';
import { deployAgent } from '../project/deploy-agent.ts';
import { searchStores } from '../project/search-stores.ts';
import type { DoctorContext } from './doctor-context.ts';
import { type Finding, fail, pass } from './finding.ts';

const SIGN_IN =
  'az login, and the role "Foundry User" on the project; FOUNDRY_PROJECT_ENDPOINT and FOUNDRY_API_VERSION as the portal shows them';

/** Checks endpoint, API version, token and role with one request, then compares each agent with the deployed one. */
export async function checkProject({ project, config, shardStorage, env }: DoctorContext): Promise<readonly Finding[]> {
  const refused = await listAgents(project);
  if (refused !== undefined) return [fail('project', messageOf(refused), remedyFor(refused) ?? SIGN_IN)];
  const findings: Finding[] = [pass('project', 'reached; token and role suffice to read agents')];
  const shards = agentShards(config);
  for (const [name, agent] of Object.entries(config.agents)) {
    const check = `agent ${name}`;
    try {
      const service = {
        project: project as Parameters<typeof deployAgent>[2]['project'],
        queueEndpoint: shardStorage(shards.get(name) ?? 0).queueEndpoint,
        env,
        searchStores: await searchStores(config, project as Parameters<typeof searchStores>[1], true),
      };
      const { kind } = await deployAgent(name, agent, { ...service, dryRun: true });
      findings.push(
        kind === 'unchanged'
          ? pass(check, 'deployed as in foundry.config.ts')
          : fail(
              check,
              kind === 'created' ? 'not deployed' : 'the deployed agent differs from foundry.config.ts',
              'npm run agents',
            ),
      );
    } catch (error) {
      findings.push(fail(check, messageOf(error), 'npm run agents -- --dry-run shows more'));
    }
  }
  return findings;
}

/** Returns the error of listing agents with the service's own message, which the SDK's error of a list lacks. */
async function listAgents(project: DoctorContext['project']): Promise<unknown> {
  let body: string | null | undefined;
  const onResponse = (answer: { readonly bodyAsText?: string | null }) => {
    body = answer.bodyAsText;
  };
  try {
    await project.agents.list({ limit: 1, onResponse })[Symbol.asyncIterator]().next();
    return undefined;
  } catch (error) {
    const said = refusal.safeParse(parsed(body)).data?.error.message;
    return said === undefined ? error : Object.assign(new Error(said), { statusCode: statusOf(error) });
  }
}

const refusal = z.object({ error: z.object({ message: z.string() }) });

function parsed(text: string | null | undefined): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return undefined;
  }
}
