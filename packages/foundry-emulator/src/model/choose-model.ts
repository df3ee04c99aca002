import { waitOn } from '../core/clock/wait-on.ts';
import type { ProjectContext } from '../core/project/project-context.ts';
import type { Model } from './contract/model.ts';
import { ruleBasedModel } from './rule-based/rule-based-model.ts';
import { modelScenario } from './scenario/model-scenario.ts';
import { scenarioModel } from './scenario/scenario-model.ts';
import { upstreamModel } from './upstream/upstream-model.ts';
import { upstreamSettings } from './upstream/upstream-settings.ts';

/**
 * The model behind the emulator: the upstream model if the settings name one, else the rule-based model. A scenario with turns left
 * answers before either.
 * @param adapt wraps the model below the scenario
 * @throws SetupError when the settings contradict each other
 */
export function chooseModel(
  { settings, clock, scenarios }: Pick<ProjectContext, 'settings' | 'clock' | 'scenarios'>,
  adapt = (model: Model): Model => model,
): Model {
  const upstream = upstreamSettings(settings);
  const model = upstream ? upstreamModel(upstream) : ruleBasedModel(() => new Date(clock.now()));
  return scenarioModel(() => scenarios.current(modelScenario), adapt(model), waitOn(clock));
}
