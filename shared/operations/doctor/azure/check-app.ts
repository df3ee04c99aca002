import * as z from 'zod';
import { explainManagement } from '../../../azure/management/explain-management.ts';
import type { Management } from '../../../azure/management/management.ts';
import { keysAmong } from '../../../azure/storage/refuse-keys.ts';
import { type Finding, fail, pass } from '../finding.ts';
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

/** Settings that the app needs on Azure: those that infra/app/function-app.bicep writes in every mode. */
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

/** Settings that must equal those of the caller; otherwise the app uses other resources than the ones checked here. */
const SHARED_SETTINGS = [
  'DATA_STORAGE__blobServiceUri',
  'DATA_STORAGE__queueServiceUri',
  'DATA_STORAGE__tableServiceUri',
  'FOUNDRY_PROJECT_ENDPOINT',
];

/** A setting that overrides the queue encoding of host.json, which the tools rely on. */
const ENCODING = 'AzureFunctionsJobHost__extensions__queues__messageEncoding';

/** Identity and settings of the deployed app. */
export interface DeployedApp {
  readonly principalId: string | undefined;
  readonly settings: Readonly<Record<string, string>>;
}

/** Checks that the app runs with its identity and with the settings that the templates write. Values of keys are never shown. */
export async function checkApp(
  azure: Management,
  { app }: AzureResources,
  env: NodeJS.ProcessEnv,
): Promise<{ readonly findings: readonly Finding[]; readonly app?: DeployedApp }> {
  try {
    const [{ properties, identity }, { properties: has }] = await Promise.all([
      azure.get(app, VERSION, site),
      azure.post(`${app}/config/appsettings/list`, VERSION, settings),
    ]);
    const running =
      properties.state === 'Running'
        ? pass('function app in Azure', 'running')
        : fail('function app in Azure', `it is ${properties.state}`, `az functionapp start --ids ${app}`);
    const identities = Object.values(identity?.userAssignedIdentities ?? {});
    const own = identities.find(({ clientId }) => clientId === has.AZURE_CLIENT_ID);
    const known = own
      ? pass('identity of the app', 'matches its settings')
      : fail(
          'identity of the app',
          `AZURE_CLIENT_ID in its settings matches none of its ${identities.length} identities`,
          'azd provision',
        );
    return {
      findings: [running, known, ...compare(has, env, app)],
      app: { principalId: own?.principalId, settings: has },
    };
  } catch (error) {
    return { findings: [fail('function app in Azure', ...explainManagement(error))] };
  }
}

function compare(has: Readonly<Record<string, string>>, env: NodeJS.ProcessEnv, app: string): readonly Finding[] {
  const check = 'settings of the app';
  const missing = REQUIRED_SETTINGS.filter((name) => !has[name]);
  const differing = SHARED_SETTINGS.filter((name) => has[name] && env[name] && plain(has[name]) !== plain(env[name]));
  const keys = has.ALLOW_KEYS === 'true' ? [] : keysAmong(has);
  const findings = [
    ...(missing.length > 0 ? [fail(check, `${missing.join(', ')} missing`, 'azd provision')] : []),
    ...(differing.length > 0
      ? [
          fail(
            check,
            `${differing.join(', ')}: the app has another value than your environment, so it uses other resources`,
            'take the settings from azd env get-values, or run azd provision',
          ),
        ]
      : []),
    ...(keys.length > 0
      ? [fail(check, `${keys.join(', ')}: a key; the app refuses to start with it`, deleteSettings(app, keys))]
      : []),
    ...(has[ENCODING] !== undefined && has[ENCODING] !== 'none'
      ? [
          fail(
            check,
            `${ENCODING} is "${has[ENCODING]}": the host decodes messages that the tools decode, and rejects the rest`,
            deleteSettings(app, [ENCODING]),
          ),
        ]
      : []),
  ];
  return findings.length > 0 ? findings : [pass(check, 'those of the templates, without keys')];
}

function deleteSettings(app: string, names: readonly string[]): string {
  const [, , , , group, , , , name] = app.split('/');
  return `az functionapp config appsettings delete -g ${group} -n ${name} --setting-names ${names.join(' ')}`;
}

const plain = (url: string) => url.replace(/\/+$/, '').toLowerCase();
