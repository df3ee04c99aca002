import type { Storage } from '../../azure/storage/storage.ts';
import { statusOf } from '../../azure/storage/storage-errors.ts';
import { messageOf } from '../../core/errors.ts';
import type { AgentTool } from '../../tools/agent-tool.ts';

/**
 * Creates the queues of the tools: the agent service writes only to existing queues. Returns the problem instead of throwing: on Azure the
 * template creates the queues, and the caller may have no role on the storage.
 */
export async function ensureQueues(storage: Storage, tools: readonly AgentTool[]): Promise<readonly string[]> {
  const names = tools.flatMap(({ queues }) => [queues.input, queues.output]);
  const results = await Promise.allSettled(names.map((name) => storage.queue(name).createIfNotExists()));
  return results.flatMap((result, at) => (result.status === 'rejected' ? [explain(names[at], result.reason)] : []));
}

function explain(name: string | undefined, error: unknown): string {
  const remedy =
    statusOf(error) === 403
      ? 'That is fine when it exists; otherwise you need the role "Storage Queue Data Contributor" on the account.'
      : 'Check DATA_STORAGE.';
  return `The queue ${name} could not be made (${messageOf(error).split('\n')[0]}). ${remedy}`;
}
