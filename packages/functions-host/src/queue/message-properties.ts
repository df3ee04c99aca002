import { jsonText, plainText } from '../dotnet/json-text.ts';
import { type JsonNode, parseJsonTree } from '../dotnet/json-tree.ts';
import type { TypedData } from '../worker/core-types.ts';

/** One value that binding expressions and the trigger metadata can name. */
export interface NamedValue {
  readonly name: string;
  /** As the app sees it in `context.triggerMetadata`. */
  readonly metadata: TypedData;
  /** As `{name}` in a binding expression writes it; an object gives its members to `{name.member}`. */
  readonly bindingValue: unknown;
}

/**
 * The top-level properties of a message that is a JSON object, as the real host names them: no arrays, no nulls, objects as
 * they are, everything else as .NET prints it. Empty for every other message.
 */
export function messageProperties(text: string): NamedValue[] {
  if (!/^\s*\{[\s\S]*\}\s*$/.test(text)) return [];
  let tree: JsonNode;
  try {
    tree = parseJsonTree(text);
  } catch {
    return [];
  }
  if (tree.kind !== 'object') return [];
  return [...tree.members].flatMap(([name, node]): NamedValue[] => {
    if (node.kind === 'array' || node.kind === 'null') return [];
    if (node.kind === 'object') {
      const json = jsonText(node, 'asDates', 'compact');
      return [{ name, metadata: { json }, bindingValue: JSON.parse(json) as unknown }];
    }
    const string = plainText(node, 'asDates');
    return [{ name, metadata: { string }, bindingValue: string }];
  });
}
