import type { OpenAI } from 'openai';
import type { EvalCreateParams } from 'openai/resources/evals';
import { DEFINITION_KEY, definitionId, type EvalDefinition, evalBody } from '../config/eval-definition.ts';

/** Returns the service's eval of a definition: the oldest that was created from it, or a new one. */
export async function resolveEval(definition: string | EvalDefinition, openai: OpenAI): Promise<string> {
  if (typeof definition === 'string') return definition;
  const known = await oldest(definition, openai);
  if (known !== undefined) return known;
  await openai.evals.create(evalBody(definition) as unknown as EvalCreateParams);
  // Another process may have created one at the same time: all use the oldest.
  const made = await oldest(definition, openai);
  if (made === undefined) throw new Error(`The eval "${definition.name}" was made, and is not listed.`);
  return made;
}

/** Returns the eval of a definition, or undefined. */
export async function findEval(definition: string | EvalDefinition, openai: OpenAI): Promise<string | undefined> {
  return typeof definition === 'string' ? definition : oldest(definition, openai);
}

async function oldest(definition: EvalDefinition, openai: OpenAI): Promise<string | undefined> {
  return evalIn(await evalsByDefinition(openai), definition);
}

/** Returns the evals of all definitions, by the id of the definition; of several the oldest. */
export async function evalsByDefinition(openai: OpenAI): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, { readonly id: string; readonly created: number }>();
  for await (const { id, metadata, created_at: created } of openai.evals.list({ limit: 100 })) {
    const made = metadata?.[DEFINITION_KEY];
    if (made === undefined) continue;
    const known = found.get(made);
    const isOlder = known === undefined || created < known.created || (created === known.created && id < known.id);
    if (isOlder) found.set(made, { id, created });
  }
  return new Map([...found].map(([definition, { id }]) => [definition, id]));
}

export const evalIn = (evals: ReadonlyMap<string, string>, asked: string | EvalDefinition): string | undefined =>
  typeof asked === 'string' ? asked : evals.get(definitionId(asked));
