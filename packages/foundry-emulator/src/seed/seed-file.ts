import { readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { messageOf } from '../../../../shared/core/errors.ts';
import { SetupError } from '../../../../shared/core/setup-error.ts';
import { parseYaml } from '../core/parse-yaml.ts';
import { SeedObjects, type SeedSection } from '../core/project/seed-objects.ts';

const REQUESTS = z.strictObject({
  /** Files to upload, by path relative to the seed file; `as` names one for the calls below. */
  files: z
    .array(
      z.strictObject({ path: z.string().min(1), purpose: z.string().default('assistants'), as: name().optional() }),
    )
    .default([]),
  /** Requests to send, in order: any operation of the two references. */
  calls: z
    .array(
      z.strictObject({
        operation: z.string().min(1),
        params: z.record(z.string(), z.string()).default({}),
        query: z.record(z.string(), z.string()).default({}),
        body: z.unknown().optional(),
        as: name().optional(),
      }),
    )
    .default([]),
});

/** Content of a seed file. `deployments`, `connections` and `manifests` exist in every project. */
export type SeedFile = z.input<typeof REQUESTS> & {
  readonly deployments?: readonly object[];
  readonly connections?: readonly object[];
  readonly manifests?: readonly object[];
};

/** Objects that exist in every project, and the files and requests that are sent to a new state. */
export type Seed = z.infer<typeof REQUESTS> & {
  /** Base of the relative file paths. */
  readonly folder: string;
  readonly objects: SeedObjects;
};

export const NO_SEED: Seed = { folder: '.', files: [], calls: [], objects: new SeedObjects() };

/**
 * Reads a seed file, YAML or JSON, or checks its content.
 * @param seed path of the file, or its content; file paths in it are then relative to the working directory
 * @param sections lists that the APIs declare
 * @throws SetupError naming the file and the wrong field
 */
export function readSeed(seed: string | SeedFile, sections: readonly SeedSection<unknown>[]): Seed {
  const [content, name] = typeof seed === 'string' ? [contentOf(seed), `The seed file ${seed}`] : [seed, 'The seed'];
  const lists = Object.fromEntries(sections.map(({ name, schema }) => [name, z.array(schema).optional()]));
  const parsed = REQUESTS.extend(lists).safeParse(content ?? {});
  if (!parsed.success) {
    const keys = [...sections.map(({ name }) => name), 'files', 'calls'].join(', ');
    throw new SetupError(
      `${name} is not valid. ${z.prettifyError(parsed.error)}\nA seed file can have ${keys}: see docs/emulator/README.md.`,
    );
  }
  const { files, calls } = REQUESTS.strip().parse(parsed.data);
  return {
    files,
    calls,
    objects: new SeedObjects(parsed.data),
    folder: typeof seed === 'string' ? path.dirname(path.resolve(seed)) : '.',
  };
}

function contentOf(file: string): unknown {
  try {
    return parseYaml(readFileSync(file, 'utf8'));
  } catch (cause) {
    throw new SetupError(
      `The seed file ${file} cannot be read as YAML: ${messageOf(cause)}. Correct it, or start without --seed.`,
      { cause },
    );
  }
}

function name() {
  return z.string().regex(/^\w+$/, 'must be a name of letters, digits and underscores');
}
