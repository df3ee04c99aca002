import { badRequest } from '../../core/http/api-error.ts';
import { newId } from '../../core/ids.ts';
import { isRecord } from '../../core/json-schema.ts';
import { AGENT_TOOLS } from './agent-tool-items.ts';
import { type ContentPart, type Item, outputText } from './item.ts';

/** Prefixes of ids by item type, as the service gives them; other types take the type's initials. */
const PREFIXES: Record<string, string> = {
  message: 'msg',
  function_call: 'fc',
  function_call_output: 'fco',
  file_search_call: 'fs',
  reasoning: 'rs',
  computer_call: 'cu',
  computer_call_output: 'cuo',
  local_shell_call: 'lsh',
  local_shell_call_output: 'lsho',
  mcp_call: 'mcp',
  mcp_list_tools: 'mcpl',
  mcp_approval_request: 'mcpr',
  mcp_approval_response: 'mcpa',
  web_search_call: 'ws',
  image_generation_call: 'ig',
  code_interpreter_call: 'ci',
  memory_search_call: 'mem',
  compaction: 'cmp',
  ...Object.fromEntries(
    Object.entries(AGENT_TOOLS).flatMap(([type, prefix]) => [
      [`${type}_call`, prefix],
      [`${type}_call_output`, `${prefix}o`],
    ]),
  ),
};

const ROLES = ['system', 'developer', 'user', 'assistant'];

/** Item types that have no status. */
const WITHOUT_STATUS = new Set([
  'reasoning',
  'mcp_list_tools',
  'mcp_call',
  'mcp_approval_request',
  'mcp_approval_response',
  'compaction',
]);

/**
 * Converts a client's input to items: a string is a user's message, an item without a type is a message, text
 * content becomes a part. Each gets an id of its own. References are looked up.
 * @throws ApiError 400 that names the item
 */
export function inputItems(input: unknown, find: (id: string) => Item | undefined, param = 'input'): Item[] {
  // The client of 2.0.0-beta.3 sends an empty text when it is given none.
  if (input === undefined || input === null || input === '') return [];
  if (typeof input === 'string') return [userMessage(input)];
  if (!Array.isArray(input)) throw badRequest(`${param} must be a string or an array of items.`, param);
  const items = input.map((given: unknown, index) => inputItem(given, find, `${param}[${index}]`));
  // Who hands back what it was asked names it by the id it had.
  const renamed = new Map(
    input.map((given: unknown, index) => [isRecord(given) ? given.id : undefined, items[index]?.id]),
  );
  return items.map((item) => {
    const id = renamed.get(item.approval_request_id);
    return typeof item.approval_request_id === 'string' && id ? { ...item, approval_request_id: id } : item;
  });
}

const userMessage = (text: string): Item => ({
  id: newId('msg'),
  type: 'message',
  status: 'completed',
  role: 'user',
  content: [{ type: 'input_text', text }],
});

function inputItem(given: unknown, find: (id: string) => Item | undefined, at: string): Item {
  if (!isRecord(given)) throw badRequest(`${at} must be an object.`, at);
  const type = typeof given.type === 'string' ? given.type : 'message';
  if (type === 'item_reference') {
    const found = typeof given.id === 'string' ? find(given.id) : undefined;
    if (!found) throw badRequest(`${at} refers to an item "${String(given.id)}", which does not exist.`, `${at}.id`);
    return { ...found, id: newId(prefixOf(found.type)) };
  }
  // Who made it before is not who says it now.
  const { status, created_by: _maker, response_id: _response, agent_reference: _agent, ...own } = given;
  const id = newId(prefixOf(type));
  // The reference gives this output nothing but its id to name the call by.
  if (type === 'local_shell_call_output') own.call_id ??= given.id;
  const stated = WITHOUT_STATUS.has(type) ? {} : { status: typeof status === 'string' ? status : 'completed' };
  return type === 'message' ? { ...own, ...stated, id, type, ...spoken(given, at) } : { ...own, ...stated, id, type };
}

function spoken(given: Record<string, unknown>, at: string): { role: string; content: ContentPart[] } {
  const { role, content } = given;
  if (typeof role !== 'string' || !ROLES.includes(role))
    throw badRequest(`${at}.role must be one of ${ROLES.join(', ')}.`, `${at}.role`);
  const part = (text: string): ContentPart => (role === 'assistant' ? outputText(text) : { type: 'input_text', text });
  if (typeof content === 'string') return { role, content: [part(content)] };
  if (!Array.isArray(content))
    throw badRequest(`${at}.content must be a string or an array of parts.`, `${at}.content`);
  return {
    role,
    content: content.map((each: unknown, index) => {
      if (!isRecord(each) || typeof each.type !== 'string') {
        throw badRequest(`${at}.content[${index}] must be a part with a type.`, `${at}.content[${index}]`);
      }
      return each.type === 'output_text'
        ? { ...outputText(''), ...each, type: each.type }
        : { ...each, type: each.type };
    }),
  };
}

const prefixOf = (type: string): string =>
  PREFIXES[type] ??
  type
    .split('_')
    .map((word) => word.slice(0, 2))
    .join('');
