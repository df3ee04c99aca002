import type { Limits } from './shape.ts';
import type { TokenReader } from './token-reader.ts';

/** `(0..2)`, `(>=1)`, `(<=64, /^[a-z]+$/)` behind a type; nothing there means no limits. @throws ShapeSyntaxError */
export function parseLimits(reader: TokenReader): Limits {
  let limits: Limits = {};
  if (!reader.take('(')) return limits;
  do limits = { ...limits, ...limit(reader) };
  while (reader.take(','));
  reader.expectSign(')');
  return limits;
}

function limit(reader: TokenReader): Limits {
  const pattern = reader.takeKind('pattern');
  if (pattern !== undefined) return { pattern };
  if (reader.take('>=')) return { min: number(reader) };
  if (reader.take('<=')) return { max: number(reader) };
  const min = number(reader);
  // One number alone is an exact count.
  return { min, max: reader.take('..') ? number(reader) : min };
}

const number = (reader: TokenReader): number => Number(reader.expect('number'));
