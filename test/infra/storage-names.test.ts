import { readFileSync } from 'node:fs';
import { declareStorage } from '../../local/infra/storage-declaration.ts';
import type { FunctionMetadata } from '../../packages/functions-host/src/worker/core-types.ts';
import { placesOf } from '../../shared/ingestion/sources/source-map.ts';
import { UNDELIVERED_EVENTS } from '../../shared/operations/doctor/azure/wanted-roles.ts';
import config from '../fixture-app/foundry.config.ts';
import { deployedCode, textConstants } from './support/deployed-code.ts';
import { registeredFunctions } from './support/registered-functions.ts';

const declared = declareStorage(config);
const code = deployedCode();
const constants = textConstants(code);

let functions: readonly FunctionMetadata[];
let triggers: readonly string[];
beforeAll(async () => {
  functions = await registeredFunctions();
  triggers = functions
    .flatMap(({ bindings }) => Object.values(bindings))
    .filter(({ type, connection }) => type === 'queueTrigger' && connection === 'DATA_STORAGE')
    .map(({ queueName }) => String(queueName));
});

const toolOutputs = config.tools.map(({ queues }) => queues.output);
const toolInputs = config.tools.map(({ queues }) => queues.input);
const poisonOf = (queue: string) => (queue.endsWith('-poison') ? [] : [`${queue}-poison`]);
const sorted = (names: Iterable<string>) => [...new Set(names)].sort();

/** Arguments of `.queue(...)`, `.table(...)` and `.container(...)` in the code. */
function argumentsOf(kind: 'queue' | 'table' | 'container'): readonly string[] {
  const found = [...code].flatMap(([file, text]) =>
    file === 'shared/azure/storage/storage.ts' ? [] : [...text.matchAll(new RegExp(`\\.${kind}\\(([^()]+)\\)`, 'g'))],
  );
  return sorted(found.map(([, argument = '']) => argument));
}

const isConstant = (argument: string) => /^[A-Z][A-Z0-9_]*$/.test(argument);
const named = (kind: 'queue' | 'table' | 'container') =>
  argumentsOf(kind)
    .filter(isConstant)
    .map((name) => constants.get(name) ?? `${name}, which is no constant`);

describe('the storage that is declared for Azure', () => {
  it('is in test/fixture-app/storage.json for the fixture app', () => {
    // After a wanted change: write what this test prints.
    expect(JSON.parse(readFileSync('test/fixture-app/storage.json', 'utf8'))).toEqual(declared);
  });

  it('names the queues that the app listens on, sends to or looks at, and no other', () => {
    const used = [...triggers, ...triggers.flatMap(poisonOf), ...toolOutputs, ...named('queue')];
    expect(declared.queues.map(({ name }) => name)).toEqual(sorted(used));
  });

  it('lets the app read exactly the queues it listens on and their poison queues', () => {
    const read = [...triggers, ...triggers.flatMap(poisonOf)];
    const declaredRead = declared.queues.filter(({ app }) => app === 'reads').map(({ name }) => name);
    expect(declaredRead).toEqual(sorted(read));
  });

  it('lets agents use the queues of the tools and no other', () => {
    const agents = declared.queues.filter((queue) => queue.agents).map(({ name }) => name);
    expect(agents).toEqual(sorted([...toolInputs, ...toolOutputs]));
  });

  it('names the tables of the runtime and those that the config names', () => {
    expect(declared.tables).toEqual(sorted([...named('table'), ...config.storage.tables]));
  });

  it('names the containers of the code, those of the sources, and one for training data', () => {
    const sources = config.ingestion.flatMap((source) => placesOf(source).map(({ container }) => container));
    expect(declared.containers.map(({ name }) => name)).toEqual(
      sorted([...named('container'), ...sources, 'training-data']),
    );
    expect(declared.containers.filter(({ ingested }) => ingested).map(({ name }) => name)).toEqual(sorted(sources));
    const written = declared.containers.filter(({ app }) => app === 'writes').map(({ name }) => name);
    expect(written).toEqual(sorted(named('container')));
  });

  it('keeps the functions warm that answer agents', () => {
    const tools = functions
      .filter(({ bindings }) => Object.values(bindings).some(({ queueName }) => toolInputs.includes(String(queueName))))
      .map(({ name }) => name);
    expect(declared.toolFunctions).toEqual(sorted(tools));
  });

  it('is complete: no name of a queue, table or container is made up while the app runs, but these', () => {
    const computed = (['queue', 'table', 'container'] as const).flatMap((kind) =>
      argumentsOf(kind).filter((argument) => !isConstant(argument) && !argument.endsWith('-poison`')),
    );
    // The queue of a trigger, its poison queue, a tool's output, watched queues; containers that a request or a source names.
    expect(sorted(computed)).toEqual(
      sorted(['container', 'delivery.queue', 'letter.queue', 'one.queue', 'queue', 'tool.queues.output']),
    );
  });

  it('calls the container of what Event Grid could not deliver as the doctor does', () => {
    const names = readFileSync('infra/data/storage-names.bicep', 'utf8');
    expect(names).toContain(`var undeliveredEvents = '${UNDELIVERED_EVENTS}'`);
  });
});
