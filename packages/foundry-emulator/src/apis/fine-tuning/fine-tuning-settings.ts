import { SetupError } from '../../../../../shared/core/setup-error.ts';
import type { Settings } from '../../core/settings.ts';
import { secondsSetting } from '../../core/settings.ts';

export interface TuningSettings {
  /** `azure` shows jobs as Azure OpenAI does: `pending` instead of `queued`, no organization, no result files before the end. */
  readonly style: 'openai' | 'azure';
  /** Milliseconds of validation. */
  readonly validation: number;
  /** Milliseconds of training. By default they depend on the number of steps. */
  readonly training?: number;
  /** Further tunable models. */
  readonly moreModels: readonly string[];
}

/** @throws SetupError for an invalid setting */
export function tuningSettings(settings: Settings): TuningSettings {
  const style = settings.FOUNDRY_FINE_TUNING_STYLE || 'openai';
  if (style !== 'openai' && style !== 'azure') {
    throw new SetupError(`FOUNDRY_FINE_TUNING_STYLE is "${style}"; it must be openai or azure.`);
  }
  const training = settings.FOUNDRY_FINE_TUNING_SECONDS?.trim();
  return {
    style,
    validation: secondsSetting(settings, 'FOUNDRY_FINE_TUNING_VALIDATION_SECONDS', 15) * 1000,
    ...(training ? { training: secondsSetting(settings, 'FOUNDRY_FINE_TUNING_SECONDS', 0) * 1000 } : {}),
    moreModels: (settings.FOUNDRY_FINE_TUNABLE_MODELS ?? '')
      .split(',')
      .map((name) => name.trim())
      .filter((name) => name !== ''),
  };
}
