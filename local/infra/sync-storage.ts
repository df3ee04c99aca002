import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { CheckedConfig } from '../../shared/config/define-config.ts';
import { SetupError } from '../../shared/core/setup-error.ts';
import { declareStorage, type StorageDeclaration } from './storage-declaration.ts';

const file = path.resolve(import.meta.dirname, '../../infra/data/storage.json');
const NAME = 'infra/data/storage.json';

/**
 * `npm run infra:sync`: writes infra/data/storage.json from the config.
 * @returns a line for each name that was added or removed
 */
export function syncStorage(config: CheckedConfig): readonly string[] {
  const declared = declareStorage(config);
  const changes = differences(declared);
  const text = format(declared);
  if (text !== read()) writeFileSync(file, text);
  return changes.length > 0 ? changes : [`${NAME} is up to date.`];
}

/** @throws SetupError when infra/data/storage.json does not declare what the config needs */
export function checkStorage(config: CheckedConfig): void {
  const changes = differences(declareStorage(config));
  if (changes.length === 0) return;
  throw new SetupError(
    `${NAME} does not fit foundry.config.ts:\n${changes.map((line) => `  ${line}`).join('\n')}\nRun \`npm run infra:sync\` and commit the file.`,
  );
}

function differences(declared: StorageDeclaration): string[] {
  const before = lines(JSON.parse(read() ?? '{}') as Partial<StorageDeclaration>);
  const after = lines(declared);
  return [
    ...after.filter((line) => !before.includes(line)).map((line) => `+ ${line}`),
    ...before.filter((line) => !after.includes(line)).map((line) => `- ${line}`),
  ];
}

function lines({
  queues = [],
  tables = [],
  containers = [],
  shards = [],
  toolFunctions = [],
}: Partial<StorageDeclaration>): string[] {
  return [
    ...queues.map(({ name, app, agents }) => `queue ${name} (the app ${app} it${agents ? ', agents use it' : ''})`),
    ...tables.map((name) => `table ${name}`),
    ...containers.map(
      ({ name, app, ingested }) => `container ${name} (the app ${app} it${ingested ? ', ingested' : ''})`,
    ),
    ...shards.map((shard) => `storage account of shard ${shard}`),
    ...toolFunctions.map((name) => `function ${name}`),
  ];
}

function read(): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

/** One entry per line: a change shows as one line in a review. */
function format({ queues, tables, containers, shards, toolFunctions }: StorageDeclaration): string {
  const entry = (value: object) =>
    JSON.stringify(value).replace(/^\{/, '{ ').replace(/\}$/, ' }').replace(/":/g, '": ').replace(/,"/g, ', "');
  const list = (values: readonly string[]) =>
    values.length === 0 ? '[]' : `[\n${values.map((value) => `    ${value}`).join(',\n')}\n  ]`;
  const functions = `[${toolFunctions.map((name) => JSON.stringify(name)).join(', ')}]`;
  const fits = `  "toolFunctions": ${functions}`.length <= 120;
  return `{
  "queues": ${list(queues.map(entry))},
  "tables": ${list(tables.map((name) => JSON.stringify(name)))},
  "containers": ${list(containers.map(entry))},
  "shards": ${JSON.stringify(shards).replaceAll(',', ', ')},
  "toolFunctions": ${fits ? functions : list(toolFunctions.map((name) => JSON.stringify(name)))}
}
`;
}
