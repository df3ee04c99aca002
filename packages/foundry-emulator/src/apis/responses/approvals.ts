import { badRequest } from '../../core/http/api-error.ts';
import { isRecord } from '../../core/json-schema.ts';
import type { Item } from '../conversations/item.ts';

/**
 * Checks that each approval answers an approval request, and that the approved call is possible.
 * @param input what this request says
 * @param definitions of the request's tools
 * @throws ApiError 400
 */
export function checkApprovals(input: readonly Item[], said: readonly Item[], definitions: readonly unknown[]): void {
  for (const { type, approval_request_id: id, approve } of input) {
    if (type !== 'mcp_approval_response') continue;
    const request = said.find((item) => item.type === 'mcp_approval_request' && item.id === id);
    if (!request) throw badRequest(`No approval request found with id '${String(id)}'.`, 'input');
    const label = request.server_label;
    const known = definitions.some((tool) => isRecord(tool) && tool.type === 'mcp' && tool.server_label === label);
    if (approve === true && !known)
      throw badRequest(
        `The call that is allowed is of the server "${String(label)}", which is not among the tools.`,
        'tools',
      );
  }
}
