import type { TokenCredential } from '@azure/identity';
import { management } from '../../azure/management/management.ts';
import { openShards, shardNumbers } from '../../azure/storage/shards.ts';
import { openStorage } from '../../azure/storage/storage.ts';
import { storageAccount } from '../../azure/storage/storage-account.ts';
import type { CheckedConfig } from '../../config/define-config.ts';
import { messageOf, TerminalError } from '../../core/errors.ts';
import { projectClient, projectCredential } from '../../foundry/project-client.ts';
import { ensureQueues } from '../project/ensure-queues.ts';
import { checkAzure } from './azure/check-azure.ts';
import { accountOf, azureResources } from './azure/resources.ts';
import { checkCall } from './check-call.ts';
import { checkGraders } from './check-graders.ts';
import { checkHost } from './check-host.ts';
import { checkProject } from './check-project.ts';
import { checkQueues } from './check-queues.ts';
import { checkToken } from './check-token.ts';
import type { DoctorContext } from './doctor-context.ts';
import { type Finding, fail } from './finding.ts';

export interface DoctorCommand {
  readonly config: CheckedConfig;
  /** `--fix`, or empty. */
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  readonly print: (line: string) => void;
  /** Milliseconds that the test call may take. */
  readonly patience?: number;
  /** Credential for the project; the signed-in user's by default. */
  readonly credential?: TokenCredential;
}

/**
 * `npm run doctor`: checks a deployment and prints the fix of every fault. It changes nothing, except that `--fix` creates missing queues.
 * @returns the exit code: 1 when a check fails
 * @throws TerminalError for an unknown argument
 */
export async function doctorCommand(command: DoctorCommand): Promise<number> {
  const { config, args, env, print } = command;
  const unknown = args.filter((arg) => arg !== '--fix');
  if (unknown.length > 0) throw new TerminalError(`npm run doctor does not know ${unknown.join(' ')}. It knows --fix.`);
  const context = open(command);
  if ('check' in context) return report([context], print);
  if (args.includes('--fix'))
    for (const shard of shardNumbers(config.storage.readShards))
      for (const problem of await ensureQueues(context.shardStorage(shard), config.tools)) print(`! ${problem}`);
  const { azure, credential, tenant } = context;
  const found = await Promise.all([
    checkToken(credential, tenant).then((one) => [one]),
    checkProject(context),
    azure === undefined ? [] : checkAzure(azure),
    checkQueues(context),
    checkHost(context),
    checkGraders(config, env),
  ]);
  const calls: Finding[] = [];
  for (const shard of shardNumbers(config.storage.readShards)) calls.push(await checkCall(context, shard));
  return report([...found.flat(), ...calls], print);
}

function open({ config, env, patience = 60_000, credential }: DoctorCommand): DoctorContext | Finding {
  try {
    const resources = azureResources(env);
    return {
      config,
      storage: openStorage(storageAccount(env)),
      shardStorage: openShards(env),
      account: accountOf(env.DATA_STORAGE__queueServiceUri ?? '') || undefined,
      project: projectClient(env),
      credential: credential ?? projectCredential(env),
      tenant: env.AZURE_TENANT_ID || undefined,
      azure: resources === undefined ? undefined : { management: management(env), resources, config, env },
      env,
      functionsUrl: env.FUNCTIONS_URL?.replace(/\/+$/, '') || undefined,
      patience,
    };
  } catch (error) {
    return fail('settings', messageOf(error), 'docs/doctor.md lists the settings');
  }
}

function report(findings: readonly Finding[], print: (line: string) => void): number {
  for (const finding of merged(findings)) {
    if (finding.ok) print(`ok   ${finding.check}: ${finding.seen}`);
    else print(`${finding.warning ? 'WARN' : 'FAIL'} ${finding.check}: ${finding.cause}\n     fix: ${finding.fix}`);
  }
  const warnings = findings.filter((each) => !each.ok && each.warning).length;
  const failures = findings.filter((each) => !each.ok && !each.warning).length;
  const warned = warnings === 0 ? '' : `, ${warnings} with a warning`;
  print(`${failures === 0 ? 'No check failed' : `${failures} of ${findings.length} checks failed`}${warned}.`);
  return failures === 0 ? 0 : 1;
}

/** Merges findings with the same cause: twelve queues of an unreachable account are one fault. */
function merged(findings: readonly Finding[]): readonly Finding[] {
  const shown: Finding[] = [];
  for (const finding of findings) {
    const alike = finding.ok
      ? -1
      : shown.findIndex((one) => !one.ok && one.cause === finding.cause && one.fix === finding.fix);
    const first = shown[alike];
    if (first === undefined) shown.push(finding);
    else shown[alike] = { ...first, check: `${first.check}, ${finding.check}` };
  }
  return shown;
}
