/**
 * JSON as .NET's JSON library reads it. JavaScript's parser loses digits of long numbers and the order of properties
 * that look like numbers, so numbers keep their text and members their order.
 */
export type JsonNode =
  | { readonly kind: 'object'; readonly members: ReadonlyMap<string, JsonNode> }
  | { readonly kind: 'array'; readonly items: readonly JsonNode[] }
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'number'; readonly source: string }
  | { readonly kind: 'boolean'; readonly value: boolean }
  | { readonly kind: 'null' };

/** Deepest nesting that Newtonsoft.Json reads. */
const MAX_DEPTH = 64;

const TOKENS = /"(?:[^"\\]|\\.)*"|[^\s{}[\],:"]+|[{}[\],:]/g;

/** @throws SyntaxError for text that is not JSON, or nested deeper than .NET reads it */
export function parseJsonTree(text: string): JsonNode {
  JSON.parse(text);
  const tokens = text.match(TOKENS) ?? [];
  let position = 0;

  const node = (depth: number): JsonNode => {
    const token = tokens[position++] ?? '';
    if (token === '{' || token === '[') {
      if (depth >= MAX_DEPTH) throw new SyntaxError(`The JSON is nested deeper than ${MAX_DEPTH} levels.`);
      return token === '{' ? object(depth + 1) : array(depth + 1);
    }
    if (token.startsWith('"')) return { kind: 'string', value: JSON.parse(token) };
    if (token === 'true' || token === 'false') return { kind: 'boolean', value: token === 'true' };
    return token === 'null' ? { kind: 'null' } : { kind: 'number', source: token };
  };
  const object = (depth: number): JsonNode => {
    const members = new Map<string, JsonNode>();
    while (tokens[position] !== '}') {
      if (tokens[position] === ',') position++;
      const name: string = JSON.parse(tokens[position] ?? '""');
      position += 2;
      members.set(name, node(depth));
    }
    position++;
    return { kind: 'object', members };
  };
  const array = (depth: number): JsonNode => {
    const items: JsonNode[] = [];
    while (tokens[position] !== ']') {
      if (tokens[position] === ',') position++;
      items.push(node(depth));
    }
    position++;
    return { kind: 'array', items };
  };
  return node(0);
}
