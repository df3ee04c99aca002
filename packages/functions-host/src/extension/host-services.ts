import type { HostClock } from '../clock/host-clock.ts';
import type { Log } from '../core/log.ts';
import type { HostJson } from '../settings/host-json.ts';
import type { Settings } from '../settings/settings.ts';
import type { HostExtension, Invoke } from './extension.ts';

/** Services of the host for extensions. */
export interface HostServices {
  readonly invoke: Invoke;
  readonly settings: Settings;
  readonly hostJson: HostJson;
  readonly log: Log;
  /** Existing folder for state that survives a restart and is not part of the app's storage. */
  readonly state: string;
  /** Identifies this host in the app's storage, for example in the name of a timer's status blob. */
  readonly hostId: string;
  /** Clock of the timers. Tests can advance it. */
  readonly clock: HostClock;
  /** Returns the URL of an extension's webhooks, with the system key in the query. */
  readonly webhookUrl: (extension: string) => string;
}

/** Makes an extension. `extensions.ts` lists them. */
export type ExtensionFactory = (services: HostServices) => HostExtension;
