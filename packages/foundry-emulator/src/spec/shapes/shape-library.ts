import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { Ajv, type ValidateFunction } from 'ajv';
import { LIBRARY_ID, type SchemaUse, SchemaWriter } from './json-schema.ts';
import { parseShape, parseShapes } from './parse.ts';
import type { Definition, Field } from './shape.ts';

/**
 * Purposes of a check.
 * - `body`: of a request, by the reference;
 * - `openBody`: the same, with the library's open unions accepting variants that the reference does not know;
 * - `query`: parameters; texts become numbers and booleans, presets are filled in;
 * - `answer`: what the emulator sends.
 */
export type Purpose = 'body' | 'openBody' | 'query' | 'answer';

const USES: Readonly<Record<Exclude<Purpose, 'openBody'>, SchemaUse>> = {
  body: { direction: 'request' },
  query: { direction: 'request', query: true },
  answer: { direction: 'answer', open: true },
};

interface Compiler {
  readonly writer: SchemaWriter;
  readonly ajv: Ajv;
}

/** The `.shapes` files of a folder, read when they are first asked for, and compiled one by one. */
export class ShapeLibrary {
  readonly #folder: string;
  readonly #openUnions: ReadonlySet<string>;
  readonly #leftOut: ReadonlyMap<string, string>;
  readonly #compilers = new Map<Purpose, Compiler>();
  readonly #validators = new Map<string, ValidateFunction>();
  #definitions: ReadonlyMap<string, Definition> | undefined;

  /**
   * @param openUnions names of the definitions that `openBody` opens
   * @param leftOut defaults that are not filled in, as `definition.field`
   */
  constructor(
    folder: string,
    openUnions: ReadonlySet<string> = new Set(),
    leftOut: ReadonlyMap<string, string> = new Map(),
  ) {
    this.#folder = folder;
    this.#openUnions = openUnions;
    this.#leftOut = leftOut;
  }

  /** All definitions by name. @throws Error when a file cannot be read as shapes, or a name is there twice */
  definitions(): ReadonlyMap<string, Definition> {
    this.#definitions ??= readFolder(this.#folder);
    return this.#definitions;
  }

  /** Checks values of a shape, such as `OpenAI.Tool[]`. */
  shape(text: string, purpose: Purpose): ValidateFunction {
    return this.#validator(`${purpose} ${text}`, purpose, ({ writer }) => writer.shape(parseShape(text).shape));
  }

  /** Checks objects whose fields have the given shapes; all may be missing. */
  fields(shapes: Readonly<Record<string, string>>, purpose: Purpose): ValidateFunction {
    const fields = Object.entries(shapes).map(
      ([name, text]): Field => ({ name, presence: 'optional', ...parseShape(text) }),
    );
    return this.#validator(`${purpose} ${JSON.stringify(shapes)}`, purpose, ({ writer }) => writer.object(fields));
  }

  #validator(key: string, purpose: Purpose, schema: (compiler: Compiler) => object): ValidateFunction {
    const known = this.#validators.get(key);
    if (known) return known;
    const compiler = this.#compiler(purpose);
    const made = compiler.ajv.compile(schema(compiler));
    this.#validators.set(key, made);
    return made;
  }

  #compiler(purpose: Purpose): Compiler {
    const known = this.#compilers.get(purpose);
    if (known) return known;
    const base: SchemaUse = purpose === 'openBody' ? { direction: 'request', open: this.#openUnions } : USES[purpose];
    const use: SchemaUse = { ...base, leftOut: this.#leftOut };
    const writer = new SchemaWriter(this.definitions(), use);
    const request = use.direction === 'request';
    const ajv = new Ajv({ discriminator: true, strict: false, useDefaults: request, coerceTypes: purpose === 'query' });
    ajv.addSchema(writer.library(), LIBRARY_ID);
    this.#compilers.set(purpose, { writer, ajv });
    return { writer, ajv };
  }
}

function readFolder(folder: string): Map<string, Definition> {
  const definitions = new Map<string, Definition>();
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.shapes'))) {
    for (const definition of parseFile(path.join(folder, file))) {
      if (definitions.has(definition.name)) throw new Error(`${file}: ${definition.name} is there twice.`);
      definitions.set(definition.name, definition);
    }
  }
  return definitions;
}

function parseFile(file: string): Definition[] {
  try {
    return parseShapes(readFileSync(file, 'utf8'));
  } catch (cause) {
    throw new Error(`${path.basename(file)}: ${(cause as Error).message}`, { cause });
  }
}
