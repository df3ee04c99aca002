import { TerminalError } from '../core/errors.ts';
import { MAX_QUEUE_NAME_LENGTH, MAX_TOOL_NAME_LENGTH } from '../core/limits.ts';

/** The queues of one tool. The agent service writes to `input` and waits on `output`; the host appends `-poison` to `input`. */
export interface ToolQueues {
  readonly input: string;
  readonly output: string;
  readonly poison: string;
}

const LONGEST_STEM = MAX_QUEUE_NAME_LENGTH - 'tool--in-poison'.length;

/**
 * Returns the queues of a tool: `get_order_status` and `getOrderStatus` both have `tool-get-order-status-in` and `-out`.
 * @throws TerminalError when the agent service does not allow the name, or it gives no valid queue name
 */
export function toolQueues(tool: string): ToolQueues {
  if (!/^[A-Za-z0-9_-]+$/.test(tool) || tool.length > MAX_TOOL_NAME_LENGTH) {
    throw new TerminalError(
      `"${tool}" cannot be a tool's name: the agent service allows 1 to ${MAX_TOOL_NAME_LENGTH} letters (a-z, A-Z), digits, "_" and "-".`,
    );
  }
  const stem = kebabCase(tool);
  if (stem === '' || stem.length > LONGEST_STEM) {
    throw new TerminalError(
      `"${tool}" cannot be a tool's name: its queues are named after it, so it needs at least one letter or digit and at most ` +
        `${LONGEST_STEM} characters once written as "${stem}".`,
    );
  }
  return { input: `tool-${stem}-in`, output: `tool-${stem}-out`, poison: `tool-${stem}-in-poison` };
}

/** Returns the name of the function that a tool's queue on a shard triggers. Alerts and the workbook look for `tool_`. */
export const toolFunction = (tool: string, shard: number): string =>
  shard === 0 ? `tool_${tool}` : `tool_${tool}__shard${shard}`;

/** Queue names are lower case; a hyphen is neither first nor last nor doubled. */
function kebabCase(name: string): string {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .toLowerCase()
    .replace(/[_-]+/g, '-')
    .replace(/^-|-$/g, '');
}
