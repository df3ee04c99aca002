import { type JsonNode, JsonReader } from './json-reader.ts';

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
