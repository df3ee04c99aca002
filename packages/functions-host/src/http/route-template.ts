import { HostError } from '../core/errors.ts';
import { parseRouteParameter, type RouteParameter } from './route-parameter.ts';

/** A part of a segment: fixed text or a parameter. */
export type RoutePart = { readonly literal: string } | RouteParameter;

/** The parts of one segment, mostly one. */
export type RouteSegment = readonly RoutePart[];

/** Doubled braces are text. Any other single brace is an error. */
const TOKENS = /\{\{|\}\}|\{(?<parameter>(?:[^{}]|\{\{|\}\})*)\}|\/|[^{}/]+|[{}]/g;

/**
 * Parses a route template of ASP.NET Core routing: `orders/{id:int}`, `{lang=en}`, `{page?}`, `{*rest}`,
 * `{name}.{ext}`.
 * @throws HostError for an invalid template, which stops every function on the real host, too
 */
export function parseRouteTemplate(template: string): readonly RouteSegment[] {
  const invalid = (problem: string) =>
    new HostError(
      `The route "${template}" cannot be used: ${problem}. As on Azure, every function of the app answers 503 until it is corrected.`,
    );
  if (/^[/~]/.test(template)) throw invalid(`it must not begin with "${template[0]}"`);
  if (template === '') return [];

  const segments: RoutePart[][] = [[]];
  for (const token of template.replace(/\/$/, '').matchAll(TOKENS)) {
    const segment = segments.at(-1) ?? [];
    const [text] = token;
    const parameter = token.groups?.parameter;
    if (parameter !== undefined) segment.push(parseRouteParameter(parameter, invalid));
    else if (text === '/') segments.push([]);
    else if (text === '{' || text === '}') throw invalid('a brace has no partner');
    else if (text.includes('?')) throw invalid('a question mark may only end a parameter');
    else addText(segment, text === '{{' || text === '}}' ? text.charAt(0) : text);
  }
  check(segments, invalid);
  return segments;
}

export function isParameter(part: RoutePart): part is RouteParameter {
  return 'name' in part;
}

function addText(segment: RoutePart[], text: string): void {
  const last = segment.at(-1);
  if (last && !isParameter(last)) segment[segment.length - 1] = { literal: last.literal + text };
  else segment.push({ literal: text });
}

function check(segments: readonly RouteSegment[], invalid: (problem: string) => Error): void {
  const names = segments.flat().filter(isParameter);
  const twin = names.find(({ name }, index) =>
    names.slice(index + 1).some((other) => other.name.toLowerCase() === name.toLowerCase()),
  );
  if (twin) throw invalid(`the parameter ${twin.name} is used twice`);
  for (const [index, segment] of segments.entries()) {
    if (segment.length === 0) throw invalid('two slashes stand side by side');
    for (const [at, part] of segment.entries()) {
      if (!isParameter(part)) continue;
      const before = segment[at - 1];
      if (before && isParameter(before)) throw invalid(`${before.name} and ${part.name} have nothing between them`);
      if (part.catchAll && (segment.length > 1 || index < segments.length - 1)) {
        throw invalid(`${part.name} takes the rest of the path and must stand alone at the end`);
      }
      const endsAfterDot = at === segment.length - 1 && before?.literal.endsWith('.');
      if (part.optional && segment.length > 1 && !endsAfterDot) {
        throw invalid(`${part.name} can only be optional after a dot at the end of its segment`);
      }
    }
  }
}
