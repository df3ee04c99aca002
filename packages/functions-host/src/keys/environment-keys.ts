import type { Settings } from '../settings/settings.ts';

/** Keys from the environment, for tests and scripts. */
export interface EnvironmentKeys {
  readonly master?: string | undefined;
  /** The host's default function key. */
  readonly host?: string | undefined;
  /** System key of every extension. */
  readonly system?: string | undefined;
}

const VARIABLES = {
  master: 'LOCAL_HOST_MASTER_KEY',
  host: 'LOCAL_HOST_FUNCTION_KEY',
  system: 'LOCAL_HOST_SYSTEM_KEY',
} as const;

export function environmentKeys(settings: Pick<Settings, 'get'>): EnvironmentKeys {
  return {
    master: settings.get(VARIABLES.master),
    host: settings.get(VARIABLES.host),
    system: settings.get(VARIABLES.system),
  };
}

/** Returns the environment of the app, without the keys. */
export function withoutKeys(environment: Readonly<Record<string, string>>): Record<string, string> {
  const hidden: readonly string[] = Object.values(VARIABLES);
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !hidden.includes(name)));
}
