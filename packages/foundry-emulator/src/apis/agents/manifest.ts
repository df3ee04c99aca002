import { z } from 'zod';
import { fillTemplate } from '../../core/fill-template.ts';
import { badRequest } from '../../core/http/api-error.ts';
import { seedSection } from '../../core/project/seed-objects.ts';

/** A manifest as a seed file has it: an agent's definition with places to fill in. */
const manifestSchema = z.strictObject({
  id: z.string().min(1),
  /** Values of `{{name}}` in the definition's texts. A parameter without a default must be given. */
  parameters: z.record(z.string().regex(/^\w+$/), z.strictObject({ default: z.unknown().optional() })).default({}),
  definition: z.looseObject({ kind: z.string() }),
});

export type Manifest = z.infer<typeof manifestSchema>;

/** Manifests that agents can be imported from. */
export const manifestSeed = seedSection<Manifest>('manifests', manifestSchema);

/**
 * The manifest's definition with its parameters filled in. A text that is nothing but one `{{name}}` becomes the value itself, whatever
 * its type; within a longer text the value is written out. Other words in double braces stay: prompts have templates of their own.
 * @throws ApiError 400 when a value is missing, or is for no parameter
 */
export function definitionOf(manifest: Manifest, values: Readonly<Record<string, unknown>>): unknown {
  const { id, parameters, definition } = manifest;
  const names = Object.keys(parameters);
  const unknown = Object.keys(values).find((name) => !names.includes(name));
  if (unknown !== undefined) {
    const known = names.length === 0 ? 'It has none.' : `It has ${names.join(', ')}.`;
    throw badRequest(`The manifest ${id} has no parameter "${unknown}". ${known}`, `parameter_values.${unknown}`);
  }
  const all = new Map(names.map((name) => [name, values[name] ?? parameters[name]?.default]));
  const missing = names.find((name) => all.get(name) === undefined);
  if (missing !== undefined) {
    throw badRequest(`The manifest ${id} needs a value for "${missing}".`, `parameter_values.${missing}`);
  }
  return fillTemplate(definition, all);
}
