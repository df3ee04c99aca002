import { startEmulator, type TestEmulator } from '../../../../test/support/emulator.ts';
import { fieldsOf, sampleObject, sampleOf } from '../../../../test/support/sample-body.ts';
import { catalogue } from '../../src/spec/catalogue.ts';
import { libraries } from '../../src/spec/libraries.ts';
import type { Operation } from '../../src/spec/shapes/operation.ts';
import { parseShape } from '../../src/spec/shapes/parse.ts';
import type { Definition, Field, Shape } from '../../src/spec/shapes/shape.ts';

type Definitions = ReadonlyMap<string, Definition>;

/** Variants that current SDKs send and that neither reference has, by the name of the union's definition. */
const LATER_VARIANTS: Readonly<Record<string, readonly object[]>> = {
  chatCompletionRequestUserMessageContentPart: [
    { type: 'input_audio', input_audio: { data: 'UklGRg==', format: 'wav' } },
    { type: 'file', file: { filename: 'a.pdf', file_data: 'data:application/pdf;base64,JVBERi0=' } },
    { type: 'file', file: { file_id: 'file-1' } },
  ],
  'OpenAI.Tool': [
    { type: 'web_search' },
    { type: 'custom', name: 'x', format: { type: 'grammar', syntax: 'lark', definition: 'start: "a"' } },
    { type: 'shell' },
    { type: 'apply_patch' },
  ],
  'OpenAI.ItemParam': [
    { type: 'custom_tool_call', call_id: 'c', name: 'x', input: 'y' },
    { type: 'custom_tool_call_output', call_id: 'c', output: 'y' },
    { type: 'shell_call', call_id: 'c', action: { commands: ['ls'] } },
    { type: 'compaction', encrypted_content: 'x' },
  ],
  'OpenAI.ToolChoiceObject': [
    { type: 'allowed_tools', mode: 'required', tools: [{ type: 'function', name: 'x' }] },
    { type: 'custom', name: 'x' },
  ],
  chatCompletionTool: [{ type: 'custom', custom: { name: 'x' } }],
  chatCompletionNamedToolChoice: [
    { type: 'custom', custom: { name: 'x' } },
    { type: 'allowed_tools', allowed_tools: { mode: 'auto', tools: [{ type: 'function', function: { name: 'x' } }] } },
  ],
};

/** All values of a shape that differ in one variant of one union. */
class Variants {
  readonly #definitions: Definitions;
  readonly #known = new Map<string, readonly unknown[]>();

  constructor(definitions: Definitions) {
    this.#definitions = definitions;
  }

  of(shape: Shape): readonly unknown[] {
    switch (shape.kind) {
      case 'reference':
        return this.#ofDefinition(shape.name);
      case 'union':
        return shape.options.flatMap((option) => {
          const inner = this.of(option);
          return inner.length > 0 ? inner : [sampleOf(option, this.#definitions)];
        });
      case 'array':
        return this.of(shape.items).map((value) =>
          Array.from({ length: Math.max(1, shape.limits.min ?? 1) }, () => value),
        );
      case 'map':
        return this.of(shape.values).map((value) => ({ sample: value }));
      case 'object':
        return this.#ofFields(shape.fields);
      default:
        return [];
    }
  }

  #ofFields(fields: readonly Field[]): unknown[] {
    const sample = sampleObject(fields, this.#definitions);
    return fields.flatMap(({ name, shape }) => this.of(shape).map((value) => ({ ...sample, [name]: value })));
  }

  #ofDefinition(name: string): readonly unknown[] {
    const known = this.#known.get(name);
    if (known) return known;
    // A recursive definition ends here.
    this.#known.set(name, []);
    const found = this.#find(name);
    this.#known.set(name, found);
    return found;
  }

  #find(name: string): unknown[] {
    const definition = this.#definitions.get(name);
    if (!definition) return [];
    const later = [...(LATER_VARIANTS[name] ?? [])];
    const own = this.of(definition.shape).map((value) => this.#withBase(definition, value));
    if (definition.discriminator === undefined) return [...own, ...later];
    const unknown = { [definition.discriminator]: 'unknown_variant', text: 'x', role: 'user', content: 'x' };
    const derived = [...this.#definitions.values()].filter(({ base }) => base?.name === name);
    const variants = derived.flatMap((each) => {
      const inner = this.#ofDefinition(each.name);
      return [sampleOf({ kind: 'reference', name: each.name }, this.#definitions), ...inner];
    });
    return [...own, ...variants, ...later, unknown];
  }

  #withBase({ base }: Definition, value: unknown): unknown {
    if (!base) return value;
    const parent = this.#definitions.get(base.name);
    const inherited = parent ? (sampleOf(parent.shape, this.#definitions) as object) : {};
    return { ...inherited, ...(value as object), [base.field]: base.value };
  }
}

const VERSIONS = { foundry: ['2025-11-15-preview', 'v1'], 'azure-openai': ['2024-10-01-preview'] } as const;
const AT_ONCE = 16;

let emulator: TestEmulator;
const troubles: string[] = [];
beforeAll(async () => {
  const error = (message: string, about?: object) => void troubles.push(`${message} ${JSON.stringify(about)}`);
  emulator = await startEmulator({ log: { info: () => {}, warn: () => {}, error } });
});
afterAll(() => emulator.close());

function bodiesOf({ body, api, shapes }: Operation): readonly unknown[] {
  if (body === undefined) return [];
  const definitions = libraries[shapes ?? api].definitions();
  const { shape } = parseShape(body);
  const fields = fieldsOf(shape, definitions);
  const sample = fields ? sampleObject(fields, definitions) : {};
  return new Variants(definitions).of(shape).map((value) => withModel(sample, value));
}

/** Requests below `/openai/v1/` name the deployment in `model`, which the reference does not have. */
const withModel = (sample: object, value: unknown): unknown =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? { model: 'gpt-4o', ...sample, ...value }
    : value;

it('no variant of any union is answered with a 500', async () => {
  const requests = catalogue.flatMap((operation) =>
    operation.media === 'multipart/form-data'
      ? []
      : VERSIONS[operation.api].flatMap((version) => bodiesOf(operation).map((body) => ({ operation, version, body }))),
  );
  expect(requests.length).toBeGreaterThan(500);
  const bad: string[] = [];
  const left = requests.values();
  const send = async ({ operation, version, body }: (typeof requests)[number]) => {
    const base = operation.api === 'foundry' ? emulator.endpoints.project : emulator.endpoints.azureOpenAI;
    const path = operation.path.replace(/\{[\w-]+\}/g, 'sample');
    const v1 = operation.beyond && version === 'v1';
    const url = v1 ? `${base}${path.replace('/openai/', '/openai/v1/')}` : `${base}${path}?api-version=${version}`;
    const response = await fetch(url, {
      method: operation.method,
      headers: { 'api-key': 'x', 'content-type': operation.media ?? 'application/json' },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(60_000),
    });
    const text = await response.text();
    if (response.status >= 500 && response.status !== 503 && response.status !== 501)
      bad.push(`${operation.id} ${version} ${JSON.stringify(body)}: ${text}`);
  };
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (const each of left) await send(each);
    }),
  );
  expect(bad).toEqual([]);
  expect(troubles).toEqual([]);
}, 600_000);
