import type { HostClock } from '../clock/host-clock.ts';
import type { Log } from '../core/log.ts';
import type { HostJson } from '../settings/host-json.ts';
import type { Settings } from '../settings/settings.ts';
import type { HostExtension, Invoke } from './extension.ts';

/** What the host gives to an extension when it makes it. */
export interface HostServices {
  readonly invoke: Invoke;
  readonly settings: Settings;
  readonly hostJson: HostJson;
  readonly log: Log;
  /** Folder for what must survive a restart and does not belong into the app's storage; it exists. */
  readonly state: string;
  /** Names this host in what it keeps in the app's storage, for instance a timer's status blob. */
  readonly hostId: string;
  /** What timers go by; tests may move it. */
  readonly clock: HostClock;
  /** Where the webhooks of an extension are reached, with the system key in the query. */
  readonly webhookUrl: (extension: string) => string;
}

/** Each trigger's folder exports one of these; `host.ts` lists them. */
export type ExtensionFactory = (services: HostServices) => HostExtension;
