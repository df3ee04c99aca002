import { readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { messageOf } from '../../../../shared/core/errors.ts';
import { SetupError } from '../../../../shared/core/setup-error.ts';
import { manifestSeed } from '../apis/agents/manifest.ts';
import { connectionSeed } from '../apis/connections/connection.ts';
import { deploymentSeed } from '../apis/deployments/model-catalogue.ts';
import { parseYaml } from '../core/parse-yaml.ts';

const SEED = z.strictObject({
  /** Model deployments, in place of the usual ones. */
  deployments: z.array(deploymentSeed).optional(),
  /** Connections of the project, in place of the usual one. */
  connections: z.array(connectionSeed).optional(),
  /** Manifests that agents are imported from. */
  manifests: z.array(manifestSeed).default([]),
  /** Files to upload, by paths relative to the seed file; `as` names one for the calls below. */
  files: z
    .array(
      z.strictObject({ path: z.string().min(1), purpose: z.string().default('assistants'), as: name().optional() }),
    )
    .default([]),
  /** Requests to carry out, in order: any operation of the two references. */
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

/** What an emulator has before anybody asks it for anything. */
export type Seed = z.infer<typeof SEED> & {
  /** The folder that paths of files are relative to. */
  readonly folder: string;
};

export const NO_SEED: Seed = { folder: '.', manifests: [], files: [], calls: [] };

/**
 * Reads a seed file, YAML or JSON.
 * @throws SetupError naming the file and the field that is wrong
 */
export function readSeed(file: string): Seed {
  const parsed = SEED.safeParse(contentOf(file) ?? {});
  if (!parsed.success) {
    throw new SetupError(
      `The seed file ${file} is wrong. ${z.prettifyError(parsed.error)}\nIt may have deployments, connections, manifests, files and calls: see docs/emulator/README.md.`,
    );
  }
  return { ...parsed.data, folder: path.dirname(path.resolve(file)) };
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
  return z.string().regex(/^\w+$/, 'a name of letters, digits and underscores');
}
