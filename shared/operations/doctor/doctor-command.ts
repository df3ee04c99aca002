import type { TokenCredential } from '@azure/identity';
import { management } from '../../azure/management/management.ts';
import { openStorage } from '../../azure/storage/storage.ts';
import { storageAccount } from '../../azure/storage/storage-account.ts';
import type { CheckedConfig } from '../../config/define-config.ts';
import { messageOf, TerminalError } from '../../core/errors.ts';
import { projectClient, projectCredential } from '../../foundry/project-client.ts';
import { ensureQueues } from '../project/ensure-queues.ts';
import { checkAzure } from './azure/check-azure.ts';
import { azureResources } from './azure/resources.ts';
import { checkCall } from './check-call.ts';
import { checkHost } from './check-host.ts';
import { checkProject } from './check-project.ts';
import { checkQueues } from './check-queues.ts';
import { checkToken } from './check-token.ts';
import { type Finding, type Patient, wrong } from './finding.ts';

export interface DoctorCommand {
  readonly config: CheckedConfig;
  /** `--fix`, or nothing. */
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  readonly print: (line: string) => void;
  /** Milliseconds that the test call may take. */
  readonly patience?: number;
  /** Who asks the project, in place of whoever is signed in. */
  readonly credential?: TokenCredential;
}

/**
 * `npm run doctor`: says what is wrong with a deployment, and how to mend it. Changes nothing without `--fix`, which makes the queues that
 * are missing. Returns the exit code: 1 when anything is wrong.
 * @throws TerminalError for an argument it does not know
 */
export async function doctorCommand(command: DoctorCommand): Promise<number> {
  const { config, args, print } = command;
  const unknown = args.filter((arg) => arg !== '--fix');
  if (unknown.length > 0) throw new TerminalError(`npm run doctor does not know ${unknown.join(' ')}. It knows --fix.`);
  const patient = open(command);
  if ('check' in patient) return report([patient], print);
  if (args.includes('--fix'))
    for (const problem of await ensureQueues(patient.storage, config.tools)) print(`! ${problem}`);
  const { azure, credential, tenant } = patient;
  const found = await Promise.all([
    checkToken(credential, tenant).then((one) => [one]),
    checkProject(patient),
    azure === undefined ? [] : checkAzure(azure),
    checkQueues(patient),
    checkHost(patient),
  ]);
  return report([...found.flat(), await checkCall(patient)], print);
}

function open({ config, env, patience = 60_000, credential }: DoctorCommand): Patient | Finding {
  try {
    const resources = azureResources(env);
    return {
      config,
      storage: openStorage(storageAccount(env)),
      project: projectClient(env),
      credential: credential ?? projectCredential(env),
      tenant: env.AZURE_TENANT_ID || undefined,
      azure: resources === undefined ? undefined : { management: management(env), resources, env },
      functionsUrl: env.FUNCTIONS_URL?.replace(/\/+$/, '') || undefined,
      patience,
    };
  } catch (error) {
    return wrong('settings', messageOf(error), 'docs/doctor.md says which settings there are');
  }
}

function report(findings: readonly Finding[], print: (line: string) => void): number {
  for (const finding of together(findings)) {
    if (finding.ok) print(`ok    ${finding.check}: ${finding.seen}`);
    else print(`WRONG ${finding.check}: ${finding.cause}\n      mend: ${finding.mend}`);
  }
  const count = findings.filter(({ ok }) => !ok).length;
  print(count === 0 ? 'Nothing is wrong.' : `${count} of ${findings.length} checks found something wrong.`);
  return count === 0 ? 0 : 1;
}

/** Findings in their order, but one for all that have the same cause: twelve queues of an account that does not answer are one fault. */
function together(findings: readonly Finding[]): readonly Finding[] {
  const shown: Finding[] = [];
  for (const finding of findings) {
    const alike = finding.ok
      ? -1
      : shown.findIndex((one) => !one.ok && one.cause === finding.cause && one.mend === finding.mend);
    const first = shown[alike];
    if (first === undefined) shown.push(finding);
    else shown[alike] = { ...first, check: `${first.check}, ${finding.check}` };
  }
  return shown;
}
