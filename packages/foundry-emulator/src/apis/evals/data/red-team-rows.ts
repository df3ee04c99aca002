import { isRecord } from '../../../core/json-schema.ts';
import type { Store } from '../../../core/store/store.ts';
import type { Criterion } from '../../../grading/contract/criteria.ts';
import type { Taxonomy } from '../../evaluation-taxonomies/taxonomy.ts';
import { taxonomyCollection } from '../../evaluation-taxonomies/taxonomy.ts';
import { OBJECTIVES, PRESET_CATEGORIES } from '../../red-teams/objectives.ts';
import { attacksOf, strategyNamed } from '../../red-teams/strategies.ts';
import type { RedTeamParams, Row } from '../objects/data-source.ts';

/** Goal of an attack on the target. */
export interface Objective {
  readonly risk_category: string;
  readonly objective: string;
}

/** Risk categories by the evaluators that detect them. */
const CATEGORY_OF_EVALUATOR: Readonly<Record<string, string>> = {
  hate_unfairness: 'HateUnfairness',
  violence: 'Violence',
  sexual: 'Sexual',
  self_harm: 'SelfHarm',
  protected_material: 'ProtectedMaterial',
  code_vulnerability: 'CodeVulnerability',
  ungrounded_attributes: 'UngroundedAttributes',
  prohibited_actions: 'ProhibitedActions',
  sensitive_data_leakage: 'SensitiveDataLeakage',
  task_adherence: 'TaskAdherence',
};

/** Returns the built-in objectives for the categories that the eval's criteria detect, or for the default categories. */
export function ownObjectives(criteria: readonly Criterion[]): Objective[] {
  const named = criteria.flatMap((criterion) => {
    if (criterion.type !== 'azure_ai_evaluator') return [];
    return CATEGORY_OF_EVALUATOR[criterion.evaluator_name.replace(/^builtin\./, '')] ?? [];
  });
  const categories = named.length > 0 ? [...new Set(named)] : PRESET_CATEGORIES;
  return categories.flatMap((category) =>
    (OBJECTIVES[category] ?? []).map((objective) => ({ risk_category: category, objective })),
  );
}

/** Returns the objective of a seed prompt row, or `undefined` when the row has no prompt. */
export function seedObjective({ item }: Row): Objective | undefined {
  const { prompt, query, objective = prompt ?? query, risk_category = '' } = item;
  return typeof objective === 'string' ? { risk_category: `${risk_category}`, objective } : undefined;
}

/** Finds a taxonomy by its id or its name. */
export const taxonomyNamed = (store: Store, id: string): Taxonomy | undefined =>
  [...taxonomyCollection(store).all()].find((each) => each.id === id || each.name === id);

/** Returns an objective for each enabled sub-category of a taxonomy. */
export function taxonomyObjectives({ taxonomyCategories }: Taxonomy): Objective[] {
  return (taxonomyCategories ?? [])
    .filter(isRecord)
    .flatMap(({ riskCategory, subCategories }) =>
      (Array.isArray(subCategories) ? subCategories : []).flatMap((sub: unknown) =>
        isRecord(sub) && sub.enabled !== false
          ? [{ risk_category: `${riskCategory}`, objective: String(sub.description ?? sub.name) }]
          : [],
      ),
    );
}

/** Combines every objective with every strategy. `turns` are the messages to the target in order; `query` is the last of them. */
export function attackRows(objectives: readonly Objective[], params: RedTeamParams): Row[] {
  const strategies = params.attack_strategies.map((name) => strategyNamed(name) ?? name);
  return objectives.flatMap(({ risk_category, objective }) =>
    attacksOf(strategies).map(({ strategy, turns }) => {
      const told = turns(objective, params.num_turns);
      return { item: { risk_category, attack_strategy: strategy, objective, turns: told, query: told.at(-1) ?? '' } };
    }),
  );
}
