import { JsonReader } from './json-reader.ts';

/**
 * JSON as .NET's JSON library reads it. JavaScript's parser loses digits of long numbers and the order of properties that look
 * like numbers, so numbers keep their text and members their order.
 */
export type JsonNode =
  | { readonly kind: 'object'; readonly members: ReadonlyMap<string, JsonNode> }
  | { readonly kind: 'array'; readonly items: readonly JsonNode[] }
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'number'; readonly source: string }
  | { readonly kind: 'boolean'; readonly value: boolean }
  | { readonly kind: 'null' };

/**
 * Parses JSON like Newtonsoft's JToken.Parse.
 * @throws JsonReaderError for text that is not JSON, or nested deeper than .NET reads it
 */
export function parseJsonTree(text: string): JsonNode {
  const reader = new JsonReader(text);
  const node = reader.read();
  if (!node) throw reader.error('Error reading JToken from JsonReader.');
  reader.end();
  return node;
}

/**
 * Parses JSON like Newtonsoft's JToken.Load, which ignores text after the first value.
 * @throws JsonReaderError
 */
export function loadJsonTree(text: string): JsonNode {
  const reader = new JsonReader(text);
  const node = reader.read();
  if (!node) throw reader.error('Error reading JToken from JsonReader.');
  return node;
}
