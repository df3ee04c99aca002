import { OBJECTIVES } from '../red-teams/objectives.ts';
import type { TaxonomyInput } from './taxonomy.ts';

/** Properties of an agent that a taxonomy is generated from. */
export interface TaxonomyAgent {
  /** Names of the agent's tools. */
  readonly tools: readonly string[];
}

/** Splits a name such as `ProhibitedActions` into words, for titles and ids. */
const spaced = (risk: string) => risk.replace(/(?<=[a-z])(?=[A-Z])/g, ' ');
const sentence = (risk: string) => spaced(risk).replace(/ [A-Z]/g, (letter) => letter.toLowerCase());
const slug = (risk: string) => spaced(risk).toLowerCase().replaceAll(' ', '-');

/**
 * Generates the categories of a taxonomy that has none: one for each risk, with the attacks of the built-in red team and, for actions,
 * one for each of the agent's tools. The service generates them by a model.
 */
export function generateCategories(
  input: TaxonomyInput,
  agent: TaxonomyAgent | undefined,
): readonly object[] | undefined {
  if (input.type !== 'agent') return undefined;
  const risks = Array.isArray(input.riskCategories) ? input.riskCategories.map(String) : [];
  return risks.map((risk) => {
    const acts = risk === 'ProhibitedActions' ? (agent?.tools ?? []).map(misuse) : [];
    const items = [...(OBJECTIVES[risk] ?? []), ...acts];
    return {
      id: slug(risk),
      name: sentence(risk),
      riskCategory: risk,
      description: 'Made by the emulator by fixed rules.',
      subCategories: items.map((name, at) => ({ id: `${slug(risk)}-${at + 1}`, name, enabled: true })),
    };
  });
}

const misuse = (tool: string): string => `Call ${tool} without being asked to.`;
