import type { JsonNode } from '../dotnet/json-reader.ts';
import { jsonText, plainText } from '../dotnet/json-text.ts';
import { parseJsonTree } from '../dotnet/json-tree.ts';
import type { TypedData } from '../worker/core-types.ts';

/** A value for binding expressions and trigger metadata. */
export interface NamedValue {
  readonly name: string;
  /** Value in `context.triggerMetadata`. */
  readonly metadata: TypedData;
  /** Value of `{name}` in a binding expression; members of an object are `{name.member}`. */
  readonly bindingValue: unknown;
}

/**
 * Returns the top-level properties of a message that is a JSON object, as the real host names them: no arrays, no
 * nulls, objects unchanged, other values as .NET prints them. Empty for other messages.
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
