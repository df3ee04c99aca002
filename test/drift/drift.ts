import { catalogue } from '../../packages/foundry-emulator/src/spec/catalogue.ts';
import { libraries } from '../../packages/foundry-emulator/src/spec/libraries.ts';
import type { Api } from '../../packages/foundry-emulator/src/spec/shapes/operation.ts';
import { azureCalls, type CalledOperation, openAICalls } from './called-operations.ts';
import type { Declared } from './declared-fields.ts';
import { fieldNames } from './served-fields.ts';

export interface MissingOperation {
  readonly client: string;
  readonly operation: string;
}

export interface MissingNames {
  readonly client: string;
  /** A shape, or an operation. */
  readonly of: string;
  readonly names: readonly string[];
}

const bare = (path: string): string =>
  path
    .replace(/\{[^}]*\}/g, '{}')
    .replace(/^\/openai(\/deployments\/\{\})?/, '')
    .replace('fine-tuning', 'fine_tuning');

const served = new Map(catalogue.map((each) => [`${each.method} ${bare(each.path)}`, Object.keys(each.query ?? {})]));

/** Operations that the clients can call; of one name for one client only once. */
export function clientCalls(): Readonly<Record<string, readonly CalledOperation[]>> {
  return {
    openai: openAICalls(),
    '@azure/ai-projects': azureCalls('@azure/ai-projects'),
    'ai-projects-beta': azureCalls('ai-projects-beta'),
    '@azure/ai-agents': azureCalls('@azure/ai-agents'),
  };
}

/** Operations that clients can call and that neither reference has. */
export function missingOperations(): MissingOperation[] {
  return Object.entries(clientCalls()).flatMap(([client, calls]) => {
    const called = new Set(calls.map(({ method, path }) => `${method} ${bare(path)}`));
    return [...called].filter((each) => !served.has(each)).map((operation) => ({ client, operation }));
  });
}

const partOf = (operation: string): string => operation.split(' ')[1]?.split(/[/:]/)[1] ?? '';

/** The same in two: what lacks in parts of the APIs that are served, and whole parts that are not. */
export function operationsByPart() {
  const servedParts = new Set([...served.keys()].map(partOf));
  const missing = missingOperations();
  const known = missing.filter(({ operation }) => servedParts.has(partOf(operation)));
  const others = missing.filter((each) => !known.includes(each));
  const byPart = Map.groupBy(others, ({ client, operation }) => `${client} ${partOf(operation)}`);
  const unknown = [...byPart.values()].flatMap((all) => {
    const [one] = all;
    return one ? [{ client: one.client, part: partOf(one.operation), count: all.length }] : [];
  });
  return { known, unknown };
}

/** Query parameters that clients can send to operations that are served, and that mean nothing there. */
export function missingParameters(): MissingNames[] {
  return Object.entries(clientCalls()).flatMap(([client, calls]) =>
    calls.flatMap(({ method, path, query }) => {
      const of = `${method} ${bare(path)}`;
      const known = served.get(of);
      const names = known ? query.filter((each) => !known.includes(each)) : [];
      return names.length > 0 ? [{ client, of, names }] : [];
    }),
  );
}

const plain = (name: string): string => name.replaceAll('_', '').toLowerCase();

/** Fields that a client's interface has and the reference's shape has not, however they are spelt. */
export function missingFields(
  client: string,
  declared: Declared,
  api: Api,
  pairs: Readonly<Record<string, string>>,
): MissingNames[] {
  const definitions = libraries[api].definitions();
  return Object.entries(pairs).flatMap(([shape, declaration]) => {
    const known = new Set([...fieldNames(shape, definitions)].map(plain));
    const names = [...(declared.get(declaration) ?? [])].filter((each) => !known.has(plain(each)));
    return names.length > 0 ? [{ client, of: shape, names }] : [];
  });
}

/** Pairs of one name, for clients that are made of the same description as the reference. */
export function sameNames(declared: Declared, api: Api): Record<string, string> {
  const byName = new Map([...declared.keys()].map((name) => [name.toLowerCase(), name]));
  return Object.fromEntries(
    [...libraries[api].definitions().keys()].flatMap((shape) => {
      const name = byName.get(shape.replace(/^OpenAI\./, '').toLowerCase());
      return name === undefined ? [] : [[shape, name]];
    }),
  );
}
