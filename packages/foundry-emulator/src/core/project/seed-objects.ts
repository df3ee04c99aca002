import type { z } from 'zod';

/** A list in the seed file whose objects exist in every project without being created. */
export interface SeedSection<T> {
  /** Key in the seed file. */
  readonly name: string;
  /** Schema of one object in the list. */
  readonly schema: z.ZodType<T>;
}

/** Declares a section of the seed file. APIs declare theirs; `apis/registry.ts` lists them. */
export const seedSection = <T>(name: string, schema: z.ZodType<T>): SeedSection<T> => ({ name, schema });

/** Objects of the seed file by section. */
export class SeedObjects {
  readonly #sections: Readonly<Record<string, unknown>>;

  /** @param sections parsed lists by section name */
  constructor(sections: Readonly<Record<string, unknown>> = {}) {
    this.#sections = sections;
  }

  /** @returns the section's objects, or undefined when the seed file does not have the section */
  get<T>({ name }: SeedSection<T>): readonly T[] | undefined {
    return this.#sections[name] as readonly T[] | undefined;
  }
}
