import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { messageOf } from '../../../../../shared/core/errors.ts';
import { SetupError } from '../../../../../shared/core/setup-error.ts';
import { seedSection } from '../../core/project/seed-objects.ts';

/** Capabilities of a deployment that does not declare them. */
const capabilitiesOf = (modelName: string): Record<string, string> =>
  /embedding/i.test(modelName) ? { embeddings: 'true' } : { chat_completion: 'true' };

const deploymentSchema = z
  .object({
    name: z.string().min(1),
    modelName: z.string().min(1),
    modelVersion: z.string().default('1'),
    modelPublisher: z.string().default('OpenAI'),
    capabilities: z.record(z.string(), z.string()).optional(),
    sku: z
      .object({
        name: z.string().default('GlobalStandard'),
        capacity: z.int().default(100),
        family: z.string().default(''),
        size: z.string().default(''),
        tier: z.string().default(''),
      })
      .prefault({}),
    connectionName: z.string().optional(),
  })
  .transform((deployment) => ({
    ...deployment,
    capabilities: deployment.capabilities ?? capabilitiesOf(deployment.modelName),
  }));

export type ModelDeployment = z.infer<typeof deploymentSchema> & { readonly type: 'ModelDeployment' };

/** Model deployments of every project, in place of the default ones. */
export const deploymentSeed = seedSection<z.infer<typeof deploymentSchema>>('deployments', deploymentSchema);

/** A deployment with what is usual where nothing is said. */
export const modelDeployment = (given: z.input<typeof deploymentSchema>): ModelDeployment => ({
  type: 'ModelDeployment',
  ...deploymentSchema.parse(given),
});

/** Deployments when neither the seed nor the settings declare any. */
const PRESET = [
  { name: 'gpt-4o', modelName: 'gpt-4o', modelVersion: '2024-11-20' },
  { name: 'gpt-4o-mini', modelName: 'gpt-4o-mini', modelVersion: '2024-07-18' },
  { name: 'gpt-5.4-mini', modelName: 'gpt-5.4-mini', modelVersion: '2026-03-17' },
  { name: 'text-embedding-3-small', modelName: 'text-embedding-3-small' },
];

/**
 * The model deployments of every project: those of the JSON file that FOUNDRY_DEPLOYMENTS names (an array of objects with at
 * least `name` and `modelName`), else the preset.
 * @throws SetupError naming the file and the field
 */
export function modelDeployments(file: string | undefined): ModelDeployment[] {
  const given: unknown = file === undefined || file === '' ? PRESET : readFile(file);
  const parsed = z.array(deploymentSchema).safeParse(given);
  if (!parsed.success) {
    throw new SetupError(
      `FOUNDRY_DEPLOYMENTS names ${file}, which is not a list of deployments. ${z.prettifyError(parsed.error)}\nWrite a JSON array of objects such as { "name": "gpt-4o", "modelName": "gpt-4o" }.`,
    );
  }
  return parsed.data.map((each) => ({ type: 'ModelDeployment', ...each }));
}

function readFile(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    throw new SetupError(
      `FOUNDRY_DEPLOYMENTS names ${file}, which cannot be read as JSON: ${messageOf(cause)}. Correct it, or unset the variable to use the usual deployments.`,
      { cause },
    );
  }
}
