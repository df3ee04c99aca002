import type { AIProjectClient } from '@azure/ai-projects';
import type { TokenCredential } from '@azure/identity';
import type { Storage } from '../../azure/storage/storage.ts';
import type { CheckedConfig } from '../../config/define-config.ts';
import type { AzureContext } from './azure/check-azure.ts';

/** Dependencies and configuration of the checks. */
export interface DoctorContext {
  readonly config: CheckedConfig;
  readonly storage: Storage;
  /** Opens the account of a shard of the tool queues. */
  readonly shardStorage: (shard: number) => Storage;
  /** Name of the data account on Azure; undefined for storage on this machine. */
  readonly account?: string | undefined;
  readonly project: Pick<AIProjectClient, 'agents'>;
  readonly credential: TokenCredential;
  readonly tenant: string | undefined;
  /** Settings that tools bound over `openapi` or `mcp` need. */
  readonly env: NodeJS.ProcessEnv;
  /** Undefined when the management API is not asked. */
  readonly azure: AzureContext | undefined;
  /** Address of the function app without a closing slash; undefined when it is not set. */
  readonly functionsUrl: string | undefined;
  /** Milliseconds that the test call may take. */
  readonly patience: number;
}
