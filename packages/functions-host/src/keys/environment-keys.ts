import type { Settings } from '../settings/settings.ts';

/** Keys that the environment gives, so that tests and scripts know them. */
export interface EnvironmentKeys {
  readonly master?: string | undefined;
  /** The host's default function key. */
  readonly host?: string | undefined;
  /** Stands for the system key of every extension. */
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

/** The environment as the app may see it. */
export function withoutKeys(environment: Readonly<Record<string, string>>): Record<string, string> {
  const hidden: readonly string[] = Object.values(VARIABLES);
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !hidden.includes(name)));
}
