import hostJson from '../../host.json' with { type: 'json' };

/** The app setting that stands above host.json, as the Functions host reads it. */
const OVERRIDE = 'AzureFunctionsJobHost__extensions__queues__maxDequeueCount';

/**
 * Deliveries after which the host moves a message to the poison queue. Ours to know, for the agent is to be answered by then. Were
 * it ever another number than the host's, the poison handler still answers.
 */
export function maxDequeueCount(env: NodeJS.ProcessEnv): number {
  const override = Number(env[OVERRIDE]);
  return Number.isInteger(override) && override > 0 ? override : hostJson.extensions.queues.maxDequeueCount;
}
