import { AGENT_RUN_LIFETIME_MS } from '../../../../../shared/core/limits.ts';
import { SetupError } from '../../../../../shared/core/setup-error.ts';
import type { Settings } from '../settings.ts';

export interface AzureFunctionSettings {
  /** Place of the arguments in the message: below `function_args` (Responses API) or flat beside CorrelationId (classic agents). */
  shape: 'function_args' | 'flat';
  /** Milliseconds of the emulator's clock that a call waits for its reply. */
  timeoutMs: number;
  /** `any` also takes replies that are plain JSON; `base64` refuses them, which is all that Microsoft's own samples send. */
  replies: 'any' | 'base64';
  /** Connection string of the storage account that the bindings' endpoints are matched with. */
  storage: string;
  /** Storage outside this machine may be called. */
  allowRemote: boolean;
}

/** Reads the FOUNDRY_AZURE_FUNCTION_* and FOUNDRY_*STORAGE* settings. @throws SetupError naming the setting and its remedy */
export function azureFunctionSettings(settings: Settings): AzureFunctionSettings {
  return {
    shape: oneOf(settings, 'FOUNDRY_AZURE_FUNCTION_SHAPE', ['function_args', 'flat']),
    replies: oneOf(settings, 'FOUNDRY_AZURE_FUNCTION_REPLIES', ['any', 'base64']),
    timeoutMs: timeoutOf(settings.FOUNDRY_AZURE_FUNCTION_TIMEOUT),
    storage: settings.FOUNDRY_STORAGE_CONNECTION || settings.AzureWebJobsStorage || 'UseDevelopmentStorage=true',
    allowRemote: ['1', 'true', 'yes'].includes((settings.FOUNDRY_ALLOW_REMOTE_STORAGE ?? '').toLowerCase()),
  };
}

function oneOf<const T extends string>(settings: Settings, name: string, values: readonly [T, ...T[]]): T {
  const given = settings[name];
  if (!given) return values[0];
  const found = values.find((value) => value === given);
  if (!found)
    throw new SetupError(`${name} is "${given}". Set it to ${values.join(' or ')}, or leave it out for ${values[0]}.`);
  return found;
}

function timeoutOf(given: string | undefined): number {
  if (!given) return AGENT_RUN_LIFETIME_MS;
  const seconds = Number(given);
  if (!(seconds > 0) || !Number.isFinite(seconds)) {
    throw new SetupError(
      `FOUNDRY_AZURE_FUNCTION_TIMEOUT is "${given}". Set it to a number of seconds above 0, or leave it out for ten minutes.`,
    );
  }
  return seconds * 1000;
}
