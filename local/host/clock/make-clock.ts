import path from 'node:path';
import { isTrue } from '../settings/is-true.ts';
import type { Settings } from '../settings/settings.ts';
import { type HostClock, systemClock } from './host-clock.ts';
import { TestClock } from './test-clock.ts';

/** The system's clock, or with LOCAL_HOST_TEST_CLOCK=true one that POST /admin/host/clock moves. */
export function makeClock(settings: Pick<Settings, 'get'>, state: string): HostClock {
  return isTrue(settings, 'LOCAL_HOST_TEST_CLOCK') ? new TestClock(path.join(state, 'clock')) : systemClock;
}
