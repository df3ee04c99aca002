/** Tests the value of a route parameter. */
export type Constraint = (value: string) => boolean;

type Problem = (problem: string) => Error;

const INTEGER = /^\s*[+-]?\d+\s*$/;
const NUMBER = /^\s*[+-]?(?:\d[\d,]*\.?\d*|\.\d+)\s*$/;
const FLOAT = /^\s*[+-]?(?:\d[\d,]*\.?\d*|\.\d+)(?:e[+-]?\d+)?\s*$/i;
const GUID = /^(?:[0-9a-f]{32}|(?<open>[{(]?)[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?<close>[)}]?))$/i;

const plain: Readonly<Record<string, Constraint>> = {
  int: (value) => wholeNumber(value, 31) !== undefined,
  long: (value) => wholeNumber(value, 63) !== undefined,
  bool: (value) => /^\s*(?:true|false)\s*$/i.test(value),
  datetime: (value) => !Number.isNaN(Date.parse(value)),
  decimal: (value) => NUMBER.test(value),
  double: (value) => FLOAT.test(value),
  float: (value) => FLOAT.test(value),
  guid: isGuid,
  alpha: (value) => /^[a-z]*$/i.test(value),
  required: (value) => value !== '',
  file: (value) => isFile(value),
  nonfile: (value) => !isFile(value),
};

/** Constraints with arguments: the permitted numbers of arguments, and the test. */
const counted: Readonly<Record<string, { counts: readonly number[]; make: (...bounds: bigint[]) => Constraint }>> = {
  length: {
    counts: [1, 2],
    make:
      (low = 0n, high = low) =>
      (value) =>
        BigInt(value.length) >= low && BigInt(value.length) <= high,
  },
  minlength: {
    counts: [1],
    make:
      (low = 0n) =>
      (value) =>
        BigInt(value.length) >= low,
  },
  maxlength: {
    counts: [1],
    make:
      (high = 0n) =>
      (value) =>
        BigInt(value.length) <= high,
  },
  min: {
    counts: [1],
    make:
      (low = 0n) =>
      (value) =>
        (wholeNumber(value, 63) ?? low - 1n) >= low,
  },
  max: {
    counts: [1],
    make:
      (high = 0n) =>
      (value) =>
        (wholeNumber(value, 63) ?? high + 1n) <= high,
  },
  range: {
    counts: [2],
    make:
      (low = 0n, high = 0n) =>
      (value) => {
        const number = wholeNumber(value, 63);
        return number !== undefined && number >= low && number <= high;
      },
  },
};

/**
 * Makes the constraint of an inline text such as `int`, `range(1,10)` or `regex(^a+$)`.
 * @throws the error of `invalid` for an unknown name or wrong arguments
 */
export function makeConstraint(inline: string, invalid: Problem): Constraint {
  const [, name = '', argument] = /^([^(]*)(?:\((.*)\))?$/s.exec(inline) ?? [];
  const key = name.trim().toLowerCase();
  const simple = plain[key];
  if (simple && argument === undefined) return simple;
  if (key === 'regex' && argument !== undefined) return regularExpression(argument, invalid);
  const kind = counted[key];
  if (!kind) throw invalid(`there is no constraint "${inline}"`);
  const bounds = argument?.split(',').map((text) => text.trim()) ?? [];
  if (!kind.counts.includes(bounds.length) || !bounds.every((text) => INTEGER.test(text))) {
    throw invalid(`the constraint "${inline}" needs ${kind.counts.join(' or ')} whole number(s) in its brackets`);
  }
  return kind.make(...bounds.map(BigInt));
}

function regularExpression(source: string, invalid: Problem): Constraint {
  try {
    const expression = new RegExp(source, 'i');
    return (value) => expression.test(value);
  } catch (error) {
    throw invalid(`the regular expression "${source}" is wrong (${error instanceof Error ? error.message : error})`);
  }
}

/** Parses a signed whole number of at most so many bits. */
function wholeNumber(value: string, bits: number): bigint | undefined {
  if (!INTEGER.test(value)) return undefined;
  const number = BigInt(value.trim().replace(/^\+/, ''));
  const limit = 1n << BigInt(bits);
  return number >= -limit && number < limit ? number : undefined;
}

function isGuid(value: string): boolean {
  const match = GUID.exec(value.trim());
  const { open = '', close = '' } = match?.groups ?? {};
  return match !== null && ['', '{}', '()'].includes(open + close);
}

/** True when the last segment contains a dot with text behind it. */
function isFile(value: string): boolean {
  return /\.[^./]+$/.test(value);
}
