import type { RouteParameter } from './route-parameter.ts';
import { isParameter, type RouteSegment } from './route-template.ts';

/** Values of a route's parameters by name. */
export type RouteValues = Readonly<Record<string, string>>;

/**
 * Matches a decoded path against a template with its constraints. A leading slash is optional and one trailing slash is
 * ignored; literals are case-insensitive. Returns undefined when it does not match.
 */
export function matchRoute(segments: readonly RouteSegment[], path: string): RouteValues | undefined {
  const values: Record<string, string> = {};
  const all = path.replace(/^\//, '').split('/');
  const pieces = all.at(-1) === '' ? all.slice(0, -1) : all;

  for (const [index, segment] of segments.entries()) {
    const [only] = segment;
    if (segment.length === 1 && only && isParameter(only) && only.catchAll) {
      if (pieces[index] === '') return undefined;
      return accept(segments, { ...values, ...given(only, all.slice(index).join('/')) });
    }
    const piece = pieces[index];
    const found = piece === undefined ? absent(segment) : matchSegment(segment, piece);
    if (!found) return undefined;
    Object.assign(values, found);
  }
  return pieces.length > segments.length ? undefined : accept(segments, values);
}

/** Matches a segment that the path lacks: by a default value or an optional parameter. */
function absent(segment: RouteSegment): RouteValues | undefined {
  const [part] = segment;
  if (segment.length !== 1 || !part || !isParameter(part)) return undefined;
  return part.optional || part.preset !== undefined ? given(part, '') : undefined;
}

function given({ name, preset }: RouteParameter, text: string): RouteValues {
  const value = text === '' ? preset : text;
  return value === undefined ? {} : { [name]: value };
}

function matchSegment(segment: RouteSegment, piece: string): RouteValues | undefined {
  if (piece === '') return undefined;
  const found = capture(segment, piece);
  if (found) return found;
  const last = segment.at(-1);
  // `{name}.{ext?}` also takes a name without a dot.
  return segment.length > 2 && last && isParameter(last) && last.optional
    ? capture(withoutDot(segment.slice(0, -1)), piece)
    : undefined;
}

function withoutDot(segment: RouteSegment): RouteSegment {
  const last = segment.at(-1);
  if (!last || isParameter(last)) return segment;
  const literal = last.literal.slice(0, -1);
  return literal === '' ? segment.slice(0, -1) : [...segment.slice(0, -1), { literal }];
}

/**
 * Matches a segment. As in matching from the right, the leftmost parameter takes as many characters as possible, and
 * each takes at least one.
 */
function capture(segment: RouteSegment, piece: string): RouteValues | undefined {
  const source = segment.map((part) => (isParameter(part) ? '(.+)' : escapeText(part.literal))).join('');
  const match = new RegExp(`^${source}$`, 'is').exec(piece);
  if (!match) return undefined;
  return Object.fromEntries(segment.filter(isParameter).map(({ name }, index) => [name, match[index + 1] ?? '']));
}

function escapeText(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}

function accept(segments: readonly RouteSegment[], values: RouteValues): RouteValues | undefined {
  for (const part of segments.flat()) {
    if (!isParameter(part)) continue;
    const value = values[part.name];
    if (value === undefined) {
      if (part.constraints.length > 0 && !part.optional) return undefined;
    } else if (!part.constraints.every((holds) => holds(value))) return undefined;
  }
  return values;
}
