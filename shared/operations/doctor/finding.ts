import type { AIProjectClient } from '@azure/ai-projects';
import type { TokenCredential } from '@azure/identity';
import type { Storage } from '../../azure/storage/storage.ts';
import type { CheckedConfig } from '../../config/define-config.ts';
import type { AzureContext } from './azure/check-azure.ts';

/** The result of one check. A failure and a warning name the cause and the fix: a command or a step. */
export type Finding =
  | { readonly ok: true; readonly check: string; readonly seen: string }
  | {
      readonly ok: false;
      readonly check: string;
      readonly cause: string;
      readonly fix: string;
      /** True when everything may still be in order; the exit code stays 0. */
      readonly warning?: boolean;
    };

/** What the checks examine. */
export interface DoctorContext {
  readonly config: CheckedConfig;
  readonly storage: Storage;
  /** Name of the data account on Azure; undefined for storage on this machine. */
  readonly account?: string | undefined;
  readonly project: Pick<AIProjectClient, 'agents'>;
  readonly credential: TokenCredential;
  readonly tenant: string | undefined;
  /** Undefined when the management API is not asked. */
  readonly azure: AzureContext | undefined;
  /** Address of the function app without a closing slash; undefined when it is not set. */
  readonly functionsUrl: string | undefined;
  /** Milliseconds that the test call may take. */
  readonly patience: number;
}

export const pass = (check: string, seen: string): Finding => ({ ok: true, check, seen });
export const fail = (check: string, cause: string, fix: string): Finding => ({ ok: false, check, cause, fix });
export const warn = (check: string, cause: string, fix: string): Finding =>
  ({ ...fail(check, cause, fix), warning: true }) as Finding;
