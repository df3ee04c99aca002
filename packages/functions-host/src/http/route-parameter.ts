import { type Constraint, makeConstraint } from './route-constraints.ts';

/** A parameter of a route template. */
export interface RouteParameter {
  readonly name: string;
  readonly optional: boolean;
  /** Takes the rest of the path, slashes included: `{*rest}`. */
  readonly catchAll: boolean;
  /** Default value: `{lang=en}`. */
  readonly preset: string | undefined;
  readonly constraints: readonly Constraint[];
}

/**
 * Parses the text between the braces: `id`, `id:int:min(1)`, `page?`, `lang=en`, `*rest`.
 * @throws the error of `invalid`
 */
export function parseRouteParameter(braced: string, invalid: (problem: string) => Error): RouteParameter {
  const text = braced.replaceAll('{{', '{').replaceAll('}}', '}');
  const [head = '', stars = '', name = ''] = /^(\*{0,2})([^:=?*{}/]*)/.exec(text) ?? [];
  if (name === '') throw invalid(`"{${text}}" names no parameter`);

  const constraints: Constraint[] = [];
  let rest = text.slice(head.length);
  while (rest.startsWith(':')) {
    const inline = inlineConstraint(rest.slice(1));
    constraints.push(makeConstraint(inline, invalid));
    rest = rest.slice(1 + inline.length);
  }
  const preset = rest.startsWith('=') ? rest.slice(1) : undefined;
  const optional = rest === '?';
  if (rest !== '' && !optional && preset === undefined) throw invalid(`"${rest}" in "{${text}}" is not understood`);
  if (preset?.endsWith('?')) throw invalid(`${name} cannot be optional and have a default`);
  if (optional && stars) throw invalid(`${name} takes the rest of the path and cannot be optional as well`);
  return { name, optional, catchAll: stars !== '', preset, constraints };
}

/** Returns the leading constraint: up to a `:`, `=` or `?` outside of brackets. */
function inlineConstraint(text: string): string {
  let depth = 0;
  for (let at = 0; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (character === '(') depth += 1;
    else if (character === ')') depth -= 1;
    else if (depth === 0 && ':=?'.includes(character)) return text.slice(0, at);
  }
  return text;
}
