import type { OpenAI } from 'openai';
import type { EvalCreateParams } from 'openai/resources/evals';
import { DEFINITION_KEY, definitionId, type EvalDefinition, evalBody } from '../config/eval-definition.ts';

/** The service's eval for a definition: the oldest that was made of it, made now if there is none. */
export async function resolveEval(definition: string | EvalDefinition, openai: OpenAI): Promise<string> {
  if (typeof definition === 'string') return definition;
  const known = await oldest(definition, openai);
  if (known !== undefined) return known;
  await openai.evals.create(evalBody(definition) as unknown as EvalCreateParams);
  // Somebody else may have made one in the same moment: all take the oldest.
  const made = await oldest(definition, openai);
  if (made === undefined) throw new Error(`The eval "${definition.name}" was made, and is not listed.`);
  return made;
}

/** The eval that was made of a definition, if there is one. */
export async function findEval(definition: string | EvalDefinition, openai: OpenAI): Promise<string | undefined> {
  return typeof definition === 'string' ? definition : oldest(definition, openai);
}

async function oldest(definition: EvalDefinition, openai: OpenAI): Promise<string | undefined> {
  const wanted = definitionId(definition);
  const found: { readonly id: string; readonly created: number }[] = [];
  for await (const { id, metadata, created_at } of openai.evals.list({ limit: 100 })) {
    if (metadata?.[DEFINITION_KEY] === wanted) found.push({ id, created: created_at });
  }
  return found.toSorted((a, b) => a.created - b.created || (a.id < b.id ? -1 : 1))[0]?.id;
}
