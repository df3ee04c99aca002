import { SetupError } from '../../../../shared/core/setup-error.ts';
import type { Settings } from './settings.ts';

/** A setting that is true or false; false when it is not there. @throws SetupError for anything else */
export function isTrue(settings: Pick<Settings, 'get'>, name: string): boolean {
  const value = settings.get(name) ?? '';
  if (/^(|0|false)$/i.test(value)) return false;
  if (/^(1|true)$/i.test(value)) return true;
  throw new SetupError(`${name} is "${value}"; it has to be true or false.`);
}
