import type { ErrorObject } from 'ajv';

/** A fault of a value, worded as the services word it. */
export interface Violation {
  /** Such as `missing_required_parameter`. */
  readonly code: string;
  readonly message: string;
  /** Path of the field, such as `tools[0].name`; empty for the value as a whole. */
  readonly param: string;
}

/** These only say that something below them failed. */
const WRAPPERS: ReadonlySet<string> = new Set(['anyOf', 'oneOf', 'if', 'propertyNames']);

/**
 * Puts what the validator found in one sentence. Where several alternatives failed, the one that got furthest is the one that
 * was meant.
 */
export function violationOf(errors: readonly ErrorObject[], value: unknown): Violation {
  const told = errors.filter(({ keyword }) => !WRAPPERS.has(keyword));
  const depth = Math.max(...told.map(depthOf));
  const deepest = closest(told.filter((error) => depthOf(error) === depth));
  const first = deepest[0] ?? errors[0];
  if (!first) return { code: 'invalid_value', message: 'The value is not valid.', param: '' };
  const found = valueAt(value, first.instancePath);
  if (deepest.length > 1 && deepest.every(({ keyword }) => keyword === 'type')) return wrongType(deepest, found);
  const values = deepest.flatMap(({ keyword, instancePath, params }) => {
    if (instancePath !== first.instancePath) return [];
    return keyword === 'enum' ? (params.allowedValues as unknown[]) : keyword === 'const' ? [params.allowedValue] : [];
  });
  if (values.length > 0 && typeof found !== 'object')
    return describe({ ...first, keyword: 'enum', params: { allowedValues: [...new Set(values)] } }, found);
  return describe(first, found);
}

/** Leaves out the alternatives of another type: an error about a length or a value means that the type was right. */
function closest(errors: readonly ErrorObject[]): readonly ErrorObject[] {
  const ofType = (error: ErrorObject) => error.keyword === 'type';
  return errors.filter(
    (error) => !ofType(error) || errors.every((other) => ofType(other) || other.instancePath !== error.instancePath),
  );
}

const depthOf = ({ instancePath, keyword }: ErrorObject): number =>
  instancePath.split('/').length + (keyword === 'required' ? 0.5 : 0);

function wrongType(errors: readonly ErrorObject[], found: unknown): Violation {
  const types = [...new Set(errors.flatMap(({ params }) => params.type as string | string[]))];
  const param = pathOf(errors[0]?.instancePath ?? '');
  return {
    code: 'invalid_type',
    message: `Invalid type for '${param || 'body'}': expected ${types.map(withArticle).join(' or ')}, but got ${nameOf(found)} instead.`,
    param,
  };
}

function describe(error: ErrorObject, found: unknown): Violation {
  const { keyword, params, instancePath, propertyName } = error;
  const param = pathOf(instancePath);
  const what = propertyName === undefined ? `'${param}'` : `key '${propertyName}' of '${param}'`;
  switch (keyword) {
    case 'required': {
      const missing = param === '' ? params.missingProperty : `${param}.${params.missingProperty}`;
      return {
        code: 'missing_required_parameter',
        message: `Missing required parameter: '${missing}'.`,
        param: missing,
      };
    }
    case 'discriminator':
      return tagViolation(
        params.error === 'mapping' ? params.tagValue : undefined,
        `${param === '' ? '' : `${param}.`}${params.tag}`,
      );
    case 'type':
      return wrongType([error], found);
    case 'enum':
    case 'const': {
      const allowed = keyword === 'const' ? [params.allowedValue] : (params.allowedValues as unknown[]);
      const list = allowed.map((value) => `'${value}'`).join(', ');
      return {
        code: 'invalid_value',
        message: `Invalid value: ${quoted(found)}. Supported values are: ${list}.`,
        param,
      };
    }
    case 'minimum':
    case 'maximum':
      return outOfRange(what, param, keyword, params.limit, found);
    case 'minLength':
    case 'maxLength':
      return tooShortOrLong(
        what,
        param,
        'string',
        keyword === 'minLength',
        params.limit,
        String(propertyName ?? found).length,
      );
    case 'minItems':
    case 'maxItems':
      return tooShortOrLong(what, param, 'array', keyword === 'minItems', params.limit, (found as unknown[]).length);
    case 'minProperties':
    case 'maxProperties':
      return tooShortOrLong(
        what,
        param,
        'object',
        keyword === 'minProperties',
        params.limit,
        Object.keys(found as object).length,
      );
    case 'pattern':
      return {
        code: 'invalid_value',
        message: `Invalid ${what}: string does not match pattern. Expected a string that matches the pattern '${params.pattern}'.`,
        param,
      };
    default:
      return { code: 'invalid_value', message: `Invalid ${what}: ${error.message ?? keyword}.`, param };
  }
}

function tagViolation(value: unknown, param: string): Violation {
  return value === undefined
    ? { code: 'missing_required_parameter', message: `Missing required parameter: '${param}'.`, param }
    : { code: 'invalid_value', message: `Invalid value: ${quoted(value)} is not a known '${param}'.`, param };
}

function outOfRange(what: string, param: string, keyword: string, limit: number, found: unknown): Violation {
  const number = Number.isInteger(found) ? 'integer' : 'decimal';
  const [side, sign] = keyword === 'maximum' ? ['above maximum', '<='] : ['below minimum', '>='];
  return {
    code: `${number}_${keyword === 'maximum' ? 'above_max' : 'below_min'}_value`,
    message: `Invalid ${what}: ${number} ${side} value. Expected a value ${sign} ${limit}, but got ${found} instead.`,
    param,
  };
}

function tooShortOrLong(
  what: string,
  param: string,
  type: string,
  short: boolean,
  limit: number,
  length: number,
): Violation {
  const measure = type === 'object' ? 'number of properties' : 'length';
  const [word, bound] = short ? ['short', 'minimum'] : ['long', 'maximum'];
  return {
    code: `${type}_${short ? 'below_min' : 'above_max'}_length`,
    message: `Invalid ${what}: ${type} too ${word}. Expected ${withArticle(type)} with ${bound} ${measure} ${limit}, but got ${withArticle(type)} with ${measure} ${length} instead.`,
    param,
  };
}

/** `/tools/0/name` becomes `tools[0].name`. */
function pathOf(pointer: string): string {
  return parts(pointer).reduce(
    (path, part) => (/^\d+$/.test(part) ? `${path}[${part}]` : path === '' ? part : `${path}.${part}`),
    '',
  );
}

function valueAt(value: unknown, pointer: string): unknown {
  return parts(pointer).reduce<unknown>((at, part) => (at as Record<string, unknown> | undefined)?.[part], value);
}

const parts = (pointer: string): string[] =>
  pointer
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));

const quoted = (value: unknown): string =>
  typeof value === 'string' ? `'${value}'` : (JSON.stringify(value) ?? 'nothing');
const withArticle = (type: string): string => (type === 'null' ? type : `${/^[aeio]/.test(type) ? 'an' : 'a'} ${type}`);

function nameOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'an array';
  if (typeof value === 'number') return Number.isInteger(value) ? 'an integer' : 'a decimal';
  return withArticle(value === undefined ? 'null' : typeof value);
}
