import { tunedModel } from '../apis/fine-tuning/tuned/tuned-model.ts';
import { waitOn } from '../core/clock/wait-on.ts';
import { perWorld } from '../core/project/per-project.ts';
import type { World } from '../core/project/project-context.ts';
import type { Model } from './contract/model.ts';
import { standInModel } from './rule-based/rule-based-model.ts';
import { scriptedModel } from './scenario/scenario-model.ts';
import { upstreamModel } from './upstream/upstream-model.ts';
import { upstreamSettings } from './upstream/upstream-settings.ts';

/**
 * The model behind the emulator: the upstream when there is one, else the stand-in; a script, while it has turns, speaks before either.
 * @param adapt puts something between the script and the model
 * @throws SetupError for settings that cannot be meant
 */
export function chooseModel(
  { settings, clock, scripts }: Pick<World, 'settings' | 'clock' | 'scripts'>,
  adapt = (model: Model): Model => model,
): Model {
  const upstream = upstreamSettings(settings);
  const model = upstream ? upstreamModel(upstream) : standInModel(() => new Date(clock.now()));
  return scriptedModel(() => scripts.current('model'), adapt(model), waitOn(clock));
}

/** The one model of a project, those that were tuned there included: a script's turns are spent once, whoever asks. */
export const worldModel = perWorld((world) => chooseModel(world, (model) => tunedModel(world, model)));
