import { OBJECTIVES } from '../red-teams/objectives.ts';
import type { TaxonomyInput } from './taxonomy.ts';

/** What of an agent a taxonomy is made of. */
export interface TaxonomyAgent {
  /** Names of its tools. */
  readonly tools: readonly string[];
}

/** `ProhibitedActions` as people and ids read it: `Prohibited actions`, `prohibited-actions`. */
const spaced = (risk: string) => risk.replace(/(?<=[a-z])(?=[A-Z])/g, ' ');
const sentence = (risk: string) => spaced(risk).replace(/ [A-Z]/g, (letter) => letter.toLowerCase());
const slug = (risk: string) => spaced(risk).toLowerCase().replaceAll(' ', '-');

/**
 * Categories for an agent's taxonomy that names none: one for each risk, with what the emulator's own red team would try there, and for
 * actions with each of the agent's tools. A simulation: the service has a model think them up.
 */
export function madeCategories(input: TaxonomyInput, agent: TaxonomyAgent | undefined): readonly object[] | undefined {
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

const misuse = (tool: string): string => `Call ${tool} although nobody has asked for it.`;
