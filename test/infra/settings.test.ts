import { readFileSync } from 'node:fs';
import { keysAmong } from '../../shared/azure/storage/refuse-keys.ts';
import { REQUIRED_SETTINGS } from '../../shared/operations/doctor/azure/check-app.ts';
import { describeWithBicep } from './support/bicep.ts';
import { deployedCode, textConstants } from './support/deployed-code.ts';
import { deployMode, freshCloud } from './support/fresh-cloud.ts';
import { MODES } from './support/modes.ts';

const code = deployedCode();
const constants = textConstants(code);

/** Settings that may be missing: docs/deployment.md describes the effect, and `appSettings` sets them. */
const OPTIONAL = [
  'ALLOW_KEYS',
  'AzureFunctionsJobHost__extensions__queues__maxDequeueCount',
  'CONSOLE_CONTENT',
  'ENTRA_ISSUER',
  'ENTRA_KEYS_URL',
  'FOUNDRY_API_VERSION',
  'HTTP_CALLS_PER_MINUTE',
  'INGESTION_ATTACHES_PER_MINUTE',
  'INGESTION_BATCH_LATENCY',
  'INGESTION_UPLOADS_AT_ONCE',
  'INGESTION_UPLOADS_PER_SECOND',
  'JOB_LONGEST_WAIT',
  'JOB_SHORTEST_WAIT',
  'JOB_WEBHOOK_SECRET',
  'LOG_CONTENT',
  'OTEL_EXPORTER_OTLP_ENDPOINT',
  'OTEL_SERVICE_NAME',
  'TELEMETRY',
  'TOOL_CALL_HISTORY',
];

/** Settings that only the local platform writes. */
const OF_THE_PLATFORM = ['LOCAL_STATE_FOLDER'];

/** Settings that Azure gives every function app; the code reads them to know where it runs. */
const OF_AZURE = ['IDENTITY_ENDPOINT', 'WEBSITE_SITE_NAME'];

/** Only with Durable Task Scheduler: host.durable-task-scheduler.json names both. */
const OF_THE_SCHEDULER = ['DURABLE_TASK_SCHEDULER_CONNECTION_STRING', 'TASKHUB_NAME'];

/** Settings that the Functions host and its extensions read, and not our code. */
const OF_THE_HOST = [
  'AzureWebJobsStorage__blobServiceUri',
  'AzureWebJobsStorage__clientId',
  'AzureWebJobsStorage__credential',
  'AzureWebJobsStorage__queueServiceUri',
  'AzureWebJobsStorage__tableServiceUri',
  'DATA_STORAGE__credential',
  ...OF_THE_SCHEDULER,
];

/** The settings of a connection, which the code puts together from its name. */
const OF_CONNECTIONS = ['blobServiceUri', 'clientId', 'queueServiceUri', 'tableServiceUri'].map(
  (suffix) => `DATA_STORAGE__${suffix}`,
);

/** Every setting the code asks its environment for, however it writes that. */
function settingsRead(): readonly string[] {
  const found = [...code.values()].flatMap((text) => [
    ...[...text.matchAll(/\benv\.([A-Z][A-Z0-9_]+)/g)].map(([, name = '']) => name),
    ...[...text.matchAll(/\benv, '([A-Za-z0-9_]+)'/g)].map(([, name = '']) => name),
    ...[...text.matchAll(/\benv\['([A-Za-z0-9_]+)'\]/g)].map(([, name = '']) => name),
    ...[...text.matchAll(/\benv\[([A-Z][A-Z0-9_]+)\]/g)].map(([, name = '']) => constants.get(name) ?? `${name}?`),
  ]);
  return [...new Set([...found, ...OF_CONNECTIONS])].filter((name) => !OF_AZURE.includes(name)).sort();
}

/** The settings of the app that a mode deploys. */
function settingsOf(mode: (typeof MODES)[number]): Readonly<Record<string, string>> {
  const cloud = freshCloud(mode);
  deployMode(cloud, mode);
  return cloud.ofType('Microsoft.Web/sites/config')[0]?.body.properties as Record<string, string>;
}

/**
 * Settings that Flex Consumption refuses or ignores.
 * Source: Microsoft Learn, "Flex Consumption plan deprecations" in "App settings reference for Azure Functions" (read 2026-12-01).
 */
const REFUSED_BY_FLEX = [
  'ENABLE_ORYX_BUILD',
  'FUNCTIONS_EXTENSION_VERSION',
  'FUNCTIONS_WORKER_RUNTIME',
  'FUNCTIONS_WORKER_RUNTIME_VERSION',
  'FUNCTIONS_MAX_HTTP_CONCURRENCY',
  'FUNCTIONS_WORKER_PROCESS_COUNT',
  'FUNCTIONS_WORKER_DYNAMIC_CONCURRENCY_ENABLED',
  'SCM_DO_BUILD_DURING_DEPLOYMENT',
  'WEBSITE_CONTENTAZUREFILECONNECTIONSTRING',
  'WEBSITE_CONTENTOVERVNET',
  'WEBSITE_CONTENTSHARE',
  'WEBSITE_DNS_SERVER',
  'WEBSITE_MAX_DYNAMIC_APPLICATION_SCALE_OUT',
  'WEBSITE_NODE_DEFAULT_VERSION',
  'WEBSITE_RUN_FROM_PACKAGE',
  'WEBSITE_SKIP_CONTENTSHARE_VALIDATION',
  'WEBSITE_VNET_ROUTE_ALL',
  'XDT_MicrosoftApplicationInsights_Mode',
];

let written: readonly string[];

describeWithBicep('the settings of the deployed app', () => {
  beforeAll(() => {
    written = [...new Set(MODES.flatMap((mode) => Object.keys(settingsOf(mode))))].sort();
  });

  it('that the code reads are written by the templates, or may be left out', () => {
    const known = [...written, ...OPTIONAL, ...OF_THE_PLATFORM];
    expect(settingsRead().filter((name) => !known.includes(name))).toEqual([]);
  });

  it('that the templates write are read by the code, or by the host', () => {
    const read = [...settingsRead(), ...OF_THE_HOST];
    expect(written.filter((name) => !read.includes(name))).toEqual([]);
    expect(OF_THE_HOST.filter((name) => !written.includes(name))).toEqual([]);
  });

  it('that may be left out are still read by the code, and are described', () => {
    const docs = readFileSync('docs/deployment.md', 'utf8');
    expect(OPTIONAL.filter((name) => !settingsRead().includes(name))).toEqual([]);
    expect(OPTIONAL.filter((name) => !docs.includes(`\`${name}\``))).toEqual([]);
  });

  it('hold no key, by the rule by which the app refuses them in Azure', () => {
    expect(keysAmong(Object.fromEntries(written.map((name) => [name, 'something'])))).toEqual([]);
  });

  it('that the doctor asks Azure for are those that the templates write in every mode', () => {
    const always = written.filter((name) => MODES.every((mode) => settingsOf(mode)[name] !== undefined));
    expect(REQUIRED_SETTINGS.toSorted()).toEqual(always.toSorted());
  });

  it('that Flex Consumption refuses are written in no mode', () => {
    expect(written.filter((name) => REFUSED_BY_FLEX.includes(name))).toEqual([]);
  });

  it.each(MODES)('ask for tokens in prod and for function keys in dev ($name)', (mode) => {
    const { HTTP_AUTH, ENTRA_AUDIENCE } = settingsOf(mode);
    const isProd = mode.env.DEPLOYMENT_KIND === 'prod';
    expect([HTTP_AUTH, ENTRA_AUDIENCE]).toEqual(isProd ? ['entra', mode.env.ENTRA_AUDIENCE] : ['key', undefined]);
  });
});
