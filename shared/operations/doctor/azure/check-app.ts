import * as z from 'zod';
import { explainManagement } from '../../../azure/management/explain-management.ts';
import type { Management } from '../../../azure/management/management.ts';
import { keysAmong } from '../../../azure/storage/refuse-keys.ts';
import { type Finding, fine, wrong } from '../finding.ts';
import type { AzureResources } from './resources.ts';

const VERSION = '2024-11-01';

const site = z.object({
  properties: z.object({ state: z.string() }),
  identity: z
    .object({
      userAssignedIdentities: z
        .record(z.string(), z.object({ principalId: z.string(), clientId: z.string() }))
        .nullish(),
    })
    .nullish(),
});
const settings = z.object({ properties: z.record(z.string(), z.string()) });

/** Settings without which the app cannot work in Azure: those that infra/app/function-app.bicep always writes. */
export const REQUIRED_SETTINGS = [
  'APPLICATIONINSIGHTS_AUTHENTICATION_STRING',
  'APPLICATIONINSIGHTS_CONNECTION_STRING',
  'AZURE_CLIENT_ID',
  'AzureWebJobsStorage__blobServiceUri',
  'AzureWebJobsStorage__clientId',
  'AzureWebJobsStorage__credential',
  'AzureWebJobsStorage__queueServiceUri',
  'AzureWebJobsStorage__tableServiceUri',
  'DATA_STORAGE__blobServiceUri',
  'DATA_STORAGE__clientId',
  'DATA_STORAGE__credential',
  'DATA_STORAGE__queueServiceUri',
  'DATA_STORAGE__tableServiceUri',
  'FOUNDRY_PROJECT_ENDPOINT',
  'HTTP_AUTH',
] as const;

/** Settings that have to say the same as ours, or we look at one deployment and the app works with another. */
const SHARED_SETTINGS = [
  'DATA_STORAGE__blobServiceUri',
  'DATA_STORAGE__queueServiceUri',
  'DATA_STORAGE__tableServiceUri',
  'FOUNDRY_PROJECT_ENDPOINT',
];

/** A setting by which host.json's encoding would be another than the one that tools read and write. */
const ENCODING = 'AzureFunctionsJobHost__extensions__queues__messageEncoding';

/** The app as Azure has it: who it is, and its settings. */
export interface DeployedApp {
  readonly principalId: string | undefined;
  readonly settings: Readonly<Record<string, string>>;
}

/** Does the app run, with an identity, and with the settings that the templates write? Keys are never shown, only named. */
export async function checkApp(
  azure: Management,
  { app }: AzureResources,
  env: NodeJS.ProcessEnv,
): Promise<{ readonly findings: readonly Finding[]; readonly app?: DeployedApp }> {
  try {
    const [{ properties, identity }, { properties: has }] = await Promise.all([
      azure.read(app, VERSION, site),
      azure.reveal(`${app}/config/appsettings/list`, VERSION, settings),
    ]);
    const running =
      properties.state === 'Running'
        ? fine('function app in Azure', 'is running')
        : wrong('function app in Azure', `it is ${properties.state}`, `az functionapp start --ids ${app}`);
    const mine = Object.values(identity?.userAssignedIdentities ?? {});
    const who = mine.find(({ clientId }) => clientId === has.AZURE_CLIENT_ID);
    const known = who
      ? fine('identity of the app', 'is the one that its settings name')
      : wrong(
          'identity of the app',
          `AZURE_CLIENT_ID of its settings names none of the ${mine.length} identities it has`,
          'azd provision',
        );
    return { findings: [running, known, ...compare(has, env)], app: { principalId: who?.principalId, settings: has } };
  } catch (error) {
    return { findings: [wrong('function app in Azure', ...explainManagement(error))] };
  }
}

function compare(has: Readonly<Record<string, string>>, env: NodeJS.ProcessEnv): readonly Finding[] {
  const check = 'settings of the app';
  const missing = REQUIRED_SETTINGS.filter((name) => !has[name]);
  const other = SHARED_SETTINGS.filter((name) => has[name] && env[name] && plain(has[name]) !== plain(env[name]));
  const keys = has.ALLOW_KEYS === 'true' ? [] : keysAmong(has);
  const findings = [
    ...(missing.length > 0 ? [wrong(check, `${missing.join(', ')} missing`, 'azd provision')] : []),
    ...(other.length > 0
      ? [
          wrong(
            check,
            `${other.join(', ')}: the app has another value than you: it works with other resources`,
            'azd env get-values, or azd provision',
          ),
        ]
      : []),
    ...(keys.length > 0
      ? [
          wrong(
            check,
            `${keys.join(', ')}: a key, with which the app does not start`,
            `az functionapp config appsettings delete --setting-names ${keys.join(' ')}`,
          ),
        ]
      : []),
    ...(has[ENCODING] !== undefined && has[ENCODING] !== 'none'
      ? [
          wrong(
            check,
            `${ENCODING} is "${has[ENCODING]}": the host would decode what tools decode themselves, and give up what it cannot`,
            `az functionapp config appsettings delete --setting-names ${ENCODING}`,
          ),
        ]
      : []),
  ];
  return findings.length > 0 ? findings : [fine(check, 'are those of the templates, and hold no key')];
}

const plain = (url: string) => url.replace(/\/+$/, '').toLowerCase();
