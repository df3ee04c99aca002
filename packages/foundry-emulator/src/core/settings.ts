import { SetupError } from '../../../../shared/core/setup-error.ts';

/** Environment variables, or what a test gives instead. */
export type Settings = Readonly<Record<string, string | undefined>>;

/**
 * A setting that is a number of seconds, fractions allowed.
 * @throws SetupError when it is something else
 */
export function secondsSetting(settings: Settings, name: string, preset: number): number {
  const text = settings[name]?.trim();
  if (!text) return preset;
  const seconds = Number(text);
  if (Number.isFinite(seconds) && seconds >= 0) return seconds;
  throw new SetupError(`${name} is "${text}"; it must be a number of seconds, 0 or more.`);
}

/**
 * A setting that is a limit: a number above 0, or `off` for none.
 * @throws SetupError when it is something else
 */
export function limitSetting(settings: Settings, name: string, preset: number): number {
  const text = settings[name]?.trim();
  if (!text) return preset;
  if (text === 'off') return Number.POSITIVE_INFINITY;
  const limit = Number(text);
  if (Number.isFinite(limit) && limit > 0) return limit;
  throw new SetupError(`${name} is "${text}"; it must be a number above 0, or off for no limit.`);
}
