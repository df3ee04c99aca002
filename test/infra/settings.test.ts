import { readFileSync } from 'node:fs';
import { keysAmong } from '../../shared/azure/storage/refuse-keys.ts';
import { REQUIRED_SETTINGS } from '../../shared/operations/doctor/azure/check-app.ts';
import { deployedCode, textConstants } from './support/deployed-code.ts';
import { bodyOf, keysOf, type Template, templates } from './support/templates.ts';

const code = deployedCode();
const constants = textConstants(code);

/** Settings the app can do without: what happens then stands in docs/deployment.md, and `appSettings` sets them. */
const OPTIONAL = [
  'ALLOW_KEYS',
  'AzureFunctionsJobHost__extensions__queues__maxDequeueCount',
  'ENTRA_AUDIENCE',
  'ENTRA_ISSUER',
  'ENTRA_KEYS_URL',
  'ENTRA_TENANT_ID',
  'FOUNDRY_API_VERSION',
  'HTTP_AUTH',
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
];

/** Settings that Azure itself gives every function app: read to know where the app runs. */
const OF_AZURE = ['IDENTITY_ENDPOINT', 'WEBSITE_SITE_NAME'];

/** Only with Durable Task Scheduler: host.durable-task-scheduler.json names both. */
const OF_THE_SCHEDULER = ['DURABLE_TASK_SCHEDULER_CONNECTION_STRING', 'TASKHUB_NAME'];

/** What the Functions host and its extensions read, and not our code. */
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

/** Every setting infra/app/function-app.bicep writes: the keys of the variables that are joined to its settings. */
function settingsWritten(template: Template): readonly string[] {
  const variables = template.root.namedChildren.filter((node) => node?.type === 'variable_declaration');
  return variables
    .flatMap((node) => node?.descendantsOfType('object') ?? [])
    .flatMap((object) => (object === null ? [] : keysOf(object)))
    .sort();
}

let written: readonly string[];
beforeAll(async () => {
  const template = (await templates()).get('infra/app/function-app.bicep');
  if (!template) throw new Error('infra/app/function-app.bicep is not there.');
  expect(bodyOf(template.root)).toBeDefined();
  written = settingsWritten(template);
});

describe('the settings of the deployed app', () => {
  it('that the code reads are written by the templates, or may be left out', () => {
    expect(settingsRead().filter((name) => !written.includes(name) && !OPTIONAL.includes(name))).toEqual([]);
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

  it('that the doctor asks Azure for are those that the templates always write', () => {
    const always = written.filter((name) => !OF_THE_SCHEDULER.includes(name));
    expect(REQUIRED_SETTINGS.toSorted()).toEqual(always.toSorted());
  });
});
