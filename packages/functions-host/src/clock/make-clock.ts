import path from 'node:path';
import { parseDuration } from '../../../../shared/core/duration.ts';
import { SetupError } from '../../../../shared/core/setup-error.ts';
import type { Settings } from '../settings/settings.ts';
import { type HostClock, systemClock } from './host-clock.ts';
import { TestClock } from './test-clock.ts';

const SETTING = 'LOCAL_HOST_TEST_CLOCK';

/**
 * Returns the system clock or, with LOCAL_HOST_TEST_CLOCK=true, one that POST /admin/host/clock advances. A duration in
 * place of `true` is its initial lead.
 * @throws SetupError for any other value
 */
export function makeClock(settings: Pick<Settings, 'get'>, state: string): HostClock {
  const ahead = aheadOf(settings.get(SETTING) ?? '');
  if (ahead === undefined) return systemClock;
  return new TestClock(path.join(state, 'clock'), systemClock, ahead);
}

function aheadOf(value: string): number | undefined {
  if (/^(|0|false)$/i.test(value)) return undefined;
  const ahead = /^(1|true)$/i.test(value) ? 0 : parseDuration(value.trim().toUpperCase());
  if (ahead === undefined)
    throw new SetupError(`${SETTING} is "${value}"; it must be true, false, or a duration such as PT8H.`);
  return ahead;
}
