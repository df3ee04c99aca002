import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** One operation that a client can call: `GET /evals/{}`, and the query parameters it knows. */
export interface CalledOperation {
  readonly method: string;
  readonly path: string;
  readonly query: readonly string[];
}

const packages = path.resolve(import.meta.dirname, '../../node_modules');

/** Operations that OpenAI's client calls. Its files name each address in the call itself; a list is a GET unless its options say otherwise. */
export function openAICalls(): CalledOperation[] {
  const call =
    /this\._client\s*\.(get|post|put|patch|delete|getAPIList)\(\s*(?:\(0, path_1\.path\)\s*)?[`'"]([^`'"?]+)[^;]*?;/g;
  return filesOf('openai/resources/**/*.js').flatMap((text) =>
    [...text.matchAll(call)].map(([whole, verb = '', address = '']) => ({
      method: verb !== 'getAPIList' ? verb.toUpperCase() : whole.includes("method: 'post'") ? 'POST' : 'GET',
      path: address.replace(/\$\{[^}]*\}/g, '{}'),
      query: [],
    })),
  );
}

/** What a client of Azure's calls: a template of the address, and the verb a little further down. */
export function azureCalls(name: string): CalledOperation[] {
  const call = /expandUrlTemplate\("([^"]+)"[\s\S]*?context\s*\.path\(path\)\s*\.(get|post|put|patch|delete)\(/g;
  return filesOf(`${name}/dist/esm/api/**/operations.js`).flatMap((text) =>
    [...text.matchAll(call)].map(([, template = '', verb = '']) => ({
      method: verb.toUpperCase(),
      path: template.replace(/\{\?[^}]*\}/, '').replace(/\{[^}]*\}/g, '{}'),
      query: (/\{\?([^}]*)\}/.exec(template)?.[1] ?? '')
        .split(',')
        .map((each) => decodeURIComponent(each.replace(/\*$/, '')))
        .filter((each) => each !== '' && each !== 'api-version'),
    })),
  );
}

const filesOf = (pattern: string): string[] =>
  globSync(pattern, { cwd: packages }).map((file) => readFileSync(path.join(packages, file), 'utf8'));
