import { IndexingError } from '../core/errors.ts';

/** The URI of a resource with parameters, such as `orders://{id}`. */
export interface ResourceTemplate {
  /** Returns the values of the parameters, or undefined for another URI. */
  match(uri: string): Readonly<Record<string, string>> | undefined;
}

const EXPRESSION = /\{[^{}]+\}/g;

/**
 * Parses the URI of a resource. Returns undefined when it has no parameters.
 * @throws IndexingError when the URI is invalid, by the rules of the MCP extension
 */
export function resourceTemplate(uri: string): ResourceTemplate | undefined {
  const invalid = (problem: string) => new IndexingError(`The resource URI "${uri}" is invalid: ${problem}.`);
  const names = (uri.match(EXPRESSION) ?? []).map((expression) => expression.slice(1, -1));
  if (/[{}]/.test(uri.replace(EXPRESSION, ''))) throw invalid('a brace has no partner, or braces are empty');
  if (/\}\{/.test(uri)) throw invalid('parameters need at least one character between them');
  if (!URL.canParse(uri.replace(EXPRESSION, 'template'))) throw invalid('it must be absolute, such as orders://list');
  const bad = names.find((name) => /[/#?& ]|%7[bd]/i.test(name));
  if (bad !== undefined) throw invalid(`the parameter name "${bad}" has invalid characters`);
  const keys = names.map((name) => name.replace(/[^A-Za-z0-9_]/g, '_').toLowerCase());
  if (new Set(keys).size < keys.length) throw invalid('two parameters have the same name');
  if (names.length === 0) return undefined;

  const source = uri
    .split(/(\{[^{}]+\})/)
    .map((part, index, parts) => {
      if (!part.startsWith('{')) return part.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
      // In the query a value ends at the next pair, elsewhere at the next segment.
      return /[?&]$/.test(parts[index - 1] ?? '') ? '([^&#]+)' : '([^/?#]+)';
    })
    .join('');
  const pattern = new RegExp(`^${source}$`, 'i');
  return {
    match: (actual) => {
      const found = pattern.exec(actual);
      return found ? Object.fromEntries(names.map((name, index) => [name, found[index + 1] ?? ''])) : undefined;
    },
  };
}
