import type { AIProjectClient } from '@azure/ai-projects';
import type { CheckedConfig } from '../config/define-config.ts';
import type { Storage } from '../storage/storage.ts';

/** What one check found. A failure names its cause and the command, or the step, that mends it. */
export type Finding =
  | { readonly ok: true; readonly check: string; readonly seen: string }
  | { readonly ok: false; readonly check: string; readonly cause: string; readonly mend: string };

/** What the checks look at. */
export interface Patient {
  readonly config: CheckedConfig;
  readonly storage: Storage;
  readonly project: Pick<AIProjectClient, 'agents'>;
  /** Where the function app answers, without a closing slash; undefined when nobody said. */
  readonly functionsUrl: string | undefined;
  /** Milliseconds that the test call may take. */
  readonly patience: number;
}

export const fine = (check: string, seen: string): Finding => ({ ok: true, check, seen });
export const wrong = (check: string, cause: string, mend: string): Finding => ({ ok: false, check, cause, mend });
