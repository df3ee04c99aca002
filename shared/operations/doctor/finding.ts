import type { AIProjectClient } from '@azure/ai-projects';
import type { TokenCredential } from '@azure/identity';
import type { Storage } from '../../azure/storage/storage.ts';
import type { CheckedConfig } from '../../config/define-config.ts';
import type { AzurePatient } from './azure/check-azure.ts';

/** What one check found. A failure names its cause and the command, or the step, that mends it. */
export type Finding =
  | { readonly ok: true; readonly check: string; readonly seen: string }
  | { readonly ok: false; readonly check: string; readonly cause: string; readonly mend: string };

/** What the checks look at. */
export interface Patient {
  readonly config: CheckedConfig;
  readonly storage: Storage;
  readonly project: Pick<AIProjectClient, 'agents'>;
  /** Who asks. */
  readonly credential: TokenCredential;
  readonly tenant: string | undefined;
  /** Undefined when only the data plane is looked at. */
  readonly azure: AzurePatient | undefined;
  /** Where the function app answers, without a closing slash; undefined when nobody said. */
  readonly functionsUrl: string | undefined;
  /** Milliseconds that the test call may take. */
  readonly patience: number;
}

export const fine = (check: string, seen: string): Finding => ({ ok: true, check, seen });
export const wrong = (check: string, cause: string, mend: string): Finding => ({ ok: false, check, cause, mend });
