import type { Definition, Field, Limits, ScalarType, Shape } from './shape.ts';

export type JsonSchema = Readonly<Record<string, unknown>>;

/** Purpose of the schemas. */
export interface SchemaUse {
  /** Requests may leave out what the service owns; answers must have it. */
  readonly direction: 'request' | 'answer';
  /**
   * Unions, by the names of their definitions, that accept variants the shapes do not know, for clients of a later version.
   * `true` opens every union.
   */
  readonly open?: true | ReadonlySet<string>;
  /** A query: every default is filled in, and null does not occur. */
  readonly query?: boolean;
  /** Defaults of requests that are not filled in, as `definition.field`. */
  readonly leftOut?: ReadonlyMap<string, string>;
}

/** The id of the schema that holds all definitions. */
export const LIBRARY_ID = 'shapes';

/** Turns definitions into JSON Schema; references become `shapes#/$defs/Name`. */
export class SchemaWriter {
  readonly #definitions: ReadonlyMap<string, Definition>;
  readonly #variants: ReadonlyMap<string, readonly Definition[]>;
  readonly #use: SchemaUse;

  constructor(definitions: ReadonlyMap<string, Definition>, use: SchemaUse) {
    this.#definitions = definitions;
    this.#variants = Map.groupBy(
      [...definitions.values()].filter(({ base }) => base),
      ({ base }) => base?.name ?? '',
    );
    this.#use = use;
  }

  /** All definitions in one schema. */
  library(): JsonSchema {
    const entries = [...this.#definitions].map(([name, definition]) => [name, this.#definition(definition)]);
    return { $id: LIBRARY_ID, $defs: Object.fromEntries(entries) };
  }

  shape(shape: Shape): JsonSchema {
    switch (shape.kind) {
      case 'scalar':
        return scalar(shape.type, shape.limits);
      case 'literal':
        return { const: shape.value };
      case 'array':
        return { type: 'array', items: this.shape(shape.items), ...bounds(shape.limits, 'minItems', 'maxItems') };
      case 'map':
        return {
          type: 'object',
          propertyNames: this.shape(shape.keys),
          additionalProperties: this.shape(shape.values),
          ...bounds(shape.limits, 'minProperties', 'maxProperties'),
        };
      case 'list':
        return this.#page(shape.items);
      case 'reference':
        return this.#reference(shape.name);
      case 'union':
        return this.#union(shape.options);
      case 'object':
        return this.object(shape.fields);
    }
  }

  /** @param name of the definition that the fields belong to */
  object(fields: readonly Field[], discriminator?: string, name = ''): JsonSchema {
    const { direction, open } = this.#use;
    const required = fields.filter(
      ({ presence }) =>
        presence === 'required' ||
        (presence === 'owned' && direction === 'answer') ||
        (presence === 'versioned' && direction === 'request' && open === undefined),
    );
    return {
      type: 'object',
      properties: Object.fromEntries(
        fields.map((field) => [field.name, this.#field(field, field.name === discriminator, name)]),
      ),
      required: required.map(({ name }) => name),
    };
  }

  #definition(definition: Definition): JsonSchema {
    const { name, discriminator, shape } = definition;
    if (shape.kind !== 'object')
      return discriminator === undefined ? this.shape(shape) : this.#told(discriminator, shape, this.#isOpen(name));
    const fields = this.#fields(definition);
    const variants = this.#variants.get(name) ?? [];
    if (discriminator === undefined || variants.length === 0) return this.object(fields, undefined, name);
    const references = variants.map((variant) => this.#reference(variant.name));
    // A variant's discriminator already has the variant's value, so the union cannot be open.
    if (!this.#isOpen(name) || definition.base?.field === discriminator)
      return { ...this.object(fields, discriminator, name), ...choice(discriminator, references) };
    const known = variants.flatMap(({ base }) => (base ? [base.value] : []));
    const any: Shape = { kind: 'scalar', type: 'string', limits: {} };
    const base = fields.map((field) => (field.name === discriminator ? { ...field, shape: any } : field));
    return {
      ...this.object(base, discriminator, name),
      if: { properties: { [discriminator]: { not: { enum: known } } } },
      else: { type: 'object', required: [discriminator], ...choice(discriminator, references) },
    };
  }

  /** With those of its base, its own taking their place, and the discriminator fixed to the variant's value. */
  #fields({ base, shape }: Definition): readonly Field[] {
    const own = shape.kind === 'object' ? shape.fields : [];
    if (!base) return own;
    const parent = this.#definitions.get(base.name);
    if (!parent) throw new Error(`There is no shape ${base.name}.`);
    const fixed: Field = { name: base.field, presence: 'required', shape: { kind: 'literal', value: base.value } };
    const all = new Map([...this.#fields(parent), ...own, fixed].map((field) => [field.name, field]));
    return [...all.values()];
  }

  #isOpen(name: string): boolean {
    const { open } = this.#use;
    return open === true || (open?.has(name) ?? false);
  }

  #told(discriminator: string, shape: Shape, open: boolean): JsonSchema {
    const options = shape.kind === 'union' ? shape.options : [shape];
    const schemas = options.map((option) => this.shape(option));
    const told = { type: 'object', required: [discriminator] };
    if (!open) return { ...told, ...choice(discriminator, schemas) };
    const known = options.flatMap((option) => this.#valuesOf(discriminator, option));
    return {
      ...told,
      properties: { [discriminator]: { type: 'string' } },
      if: { properties: { [discriminator]: { not: { enum: known } } } },
      else: { type: 'object', required: [discriminator], ...choice(discriminator, schemas) },
    };
  }

  /** The literal values that a shape allows for a field. */
  #valuesOf(field: string, shape: Shape): unknown[] {
    if (shape.kind === 'union') return shape.options.flatMap((option) => this.#valuesOf(field, option));
    if (shape.kind !== 'reference') return [];
    const definition = this.#definitions.get(shape.name);
    if (!definition) return [];
    if (definition.shape.kind === 'union') return this.#valuesOf(field, definition.shape);
    const own = this.#fields(definition).find(({ name }) => name === field)?.shape;
    const values = own?.kind === 'union' ? own.options : own ? [own] : [];
    return values.flatMap((value) => (value.kind === 'literal' ? [value.value] : []));
  }

  #field({ name, presence, shape, preset }: Field, discriminates: boolean, owner: string): JsonSchema {
    if (presence === 'owned' && this.#use.direction === 'request') return {};
    const schema = this.shape(shape);
    // Errors of `else` speak of the field itself; those of an `anyOf` with null would not. A query knows no null.
    const nullable = (presence === 'optional' || presence === 'versioned') && !this.#use.query;
    const checked = nullable ? { if: { type: 'null' }, else: schema } : schema;
    const leftOut = !discriminates && this.#use.leftOut?.has(`${owner}.${name}`);
    const filled = preset !== undefined && this.#use.direction === 'request' && !leftOut;
    return filled ? { ...checked, default: preset } : checked;
  }

  #union(options: readonly Shape[]): JsonSchema {
    const literals = options.flatMap((option) => (option.kind === 'literal' ? [option.value] : []));
    if (literals.length === options.length) return { enum: literals };
    return { anyOf: options.map((option) => this.shape(option)) };
  }

  #page(items: Shape): JsonSchema {
    const id = { type: ['string', 'null'] };
    return {
      type: 'object',
      properties: {
        object: { const: 'list' },
        data: { type: 'array', items: this.shape(items) },
        first_id: id,
        last_id: id,
        has_more: { type: 'boolean' },
      },
      required: ['object', 'data', 'has_more'],
    };
  }

  #reference(name: string): JsonSchema {
    if (!this.#definitions.has(name)) throw new Error(`There is no shape ${name}.`);
    return { $ref: `${LIBRARY_ID}#/$defs/${name}` };
  }
}

const choice = (propertyName: string, oneOf: JsonSchema[]): JsonSchema => ({ discriminator: { propertyName }, oneOf });

function scalar(type: ScalarType, limits: Limits): JsonSchema {
  if (type === 'any') return {};
  if (type === 'string') {
    const { pattern } = limits;
    return { type, ...bounds(limits, 'minLength', 'maxLength'), ...(pattern === undefined ? {} : { pattern }) };
  }
  return { type, ...bounds(limits, 'minimum', 'maximum') };
}

function bounds({ min, max }: Limits, least: string, most: string): JsonSchema {
  return { ...(min === undefined ? {} : { [least]: min }), ...(max === undefined ? {} : { [most]: max }) };
}
