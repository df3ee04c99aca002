import type { AIProjectClient, EvaluationRule } from '@azure/ai-projects';
import type { DeployedItem, DeployedItems } from './deployed-items.ts';
import { isOurRule, isPausedRule, pausedDescription, ruleDescription, unlessMissing } from './deployed-items.ts';
import type { WantedRule } from './wanted-items.ts';

/** The evaluation rules of a project. */
export function rulesOf({ evaluationRules }: Pick<AIProjectClient, 'evaluationRules'>): DeployedItems<WantedRule> {
  return {
    word: 'rule',
    list: async (abortSignal) => {
      const found: DeployedItem[] = [];
      for await (const body of evaluationRules.list(abortSignal === undefined ? {} : { abortSignal }))
        found.push(kept(body));
      return found;
    },
    get: async (id) => {
      const body = await unlessMissing(evaluationRules.get(id));
      return body && kept(body);
    },
    write: (id, wanted) => evaluationRules.createOrUpdate(id, wanted as EvaluationRule),
    keeping: ({ id, paused }, wanted) =>
      paused ? { ...wanted, enabled: false, description: pausedDescription(id) } : wanted,
    disable: ({ id, body }) => evaluationRules.createOrUpdate(id, { ...(body as EvaluationRule), enabled: false }),
    setPaused: ({ id, body }, paused, enabled) => {
      const description = paused ? pausedDescription(id) : ruleDescription(id);
      const changed = { ...(body as EvaluationRule), enabled: enabled && !paused, description };
      return evaluationRules.createOrUpdate(id, changed);
    },
  };
}

const kept = (body: EvaluationRule): DeployedItem => ({
  id: body.id,
  enabled: body.enabled,
  ours: isOurRule(body.id, body.description),
  paused: isPausedRule(body.id, body.description),
  body,
});
