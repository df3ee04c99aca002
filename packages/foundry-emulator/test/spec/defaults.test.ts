import { DEFAULTS_LEFT_OUT } from '../../src/spec/defaults.ts';
import { libraries } from '../../src/spec/libraries.ts';
import type { Field, Shape } from '../../src/spec/shapes/shape.ts';

/** An object without optional fields; only what decides whether nested objects are reached is filled in. */
function emptyOf(shape: Shape): unknown {
  if (shape.kind === 'literal') return shape.value;
  if (shape.kind === 'scalar') return 'text';
  if (shape.kind !== 'object') return undefined;
  const required = shape.fields.filter(({ presence }) => presence === 'required');
  return Object.fromEntries(
    required.map((field) => [field.name, field.preset === undefined ? emptyOf(field.shape) : undefined]),
  );
}

/** Fields with a declared default, by their path below a definition. */
function defaultsOf(fields: readonly Field[], path: readonly string[] = []): { path: string[]; preset: unknown }[] {
  return fields.flatMap(({ name, preset, presence, shape }) => [
    ...(preset === undefined || presence === 'owned' ? [] : [{ path: [...path, name], preset }]),
    ...(shape.kind === 'object' ? defaultsOf(shape.fields, [...path, name]) : []),
  ]);
}

const valueAt = (value: unknown, path: readonly string[]): unknown =>
  path.reduce<unknown>((at, name) => (at as Record<string, unknown> | undefined)?.[name], value);

const declared = (['foundry', 'azure-openai'] as const).flatMap((api) =>
  [...libraries[api].definitions().values()].flatMap(({ name, shape, base }) =>
    shape.kind === 'object'
      ? defaultsOf(shape.fields).map(({ path, preset }) => ({
          api,
          name,
          shape,
          base,
          path,
          preset,
          field: `${name}.${path.join('.')}`,
        }))
      : [],
  ),
);

it.each(declared.map((each) => [`${each.api} ${each.field}`, each] as const))(
  '%s has its declared default in a request that leaves it out',
  (_name, { api, name, shape, base, path, preset, field }) => {
    const body = { ...(emptyOf(shape) as object), ...(base ? { [base.field]: base.value } : {}) };
    libraries[api].shape(name, 'body')(body);
    expect(valueAt(body, path)).toEqual(DEFAULTS_LEFT_OUT[api].has(field) ? undefined : preset);
  },
);

it.each(['foundry', 'azure-openai'] as const)('every default of %s that is left out is declared', (api) => {
  const known = declared.filter((each) => each.api === api).map(({ field }) => field);
  expect([...DEFAULTS_LEFT_OUT[api].keys()].filter((field) => !known.includes(field))).toEqual([]);
});
