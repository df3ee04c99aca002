type Evaluate = (values: ReadonlyMap<string, number>) => number;

const FUNCTIONS = new Map<string, (...values: number[]) => number>([
  ['min', Math.min],
  ['max', Math.max],
  ['abs', Math.abs],
  ['floor', Math.floor],
  ['ceil', Math.ceil],
  ['exp', Math.exp],
  ['sqrt', Math.sqrt],
  ['log', Math.log],
]);

const SYMBOL = /\s*(?:(\d+(?:\.\d*)?(?:e[+-]?\d+)?|\.\d+)|([A-Za-z_]\w*)|(\*\*|[-+*/^(),]))/iy;

/** A formula over grader scores, as in `calculate_output`. */
export interface Formula {
  /** Names of the scores in the formula. */
  readonly names: ReadonlySet<string>;
  readonly evaluate: Evaluate;
}

/**
 * Parses a formula of numbers, names, + - * / ^ (or **), brackets, and min, max, abs, floor, ceil, exp, sqrt, log.
 * @throws SyntaxError with the expected token and its position
 */
export function parseFormula(text: string): Formula {
  const symbols = scan(text);
  const names = new Set<string>();
  let at = 0;
  const peek = () => symbols[at];
  const take = (symbol: string) => (peek() === symbol ? symbols[at++] : undefined);
  const need = (symbol: string) => {
    if (take(symbol) === undefined) throw unexpected(text, peek(), `"${symbol}"`);
  };

  const sum = (): Evaluate => {
    let left = product();
    for (;;) {
      if (take('+')) left = binary(left, product(), (a, b) => a + b);
      else if (take('-')) left = binary(left, product(), (a, b) => a - b);
      else return left;
    }
  };
  const product = (): Evaluate => {
    let left = signed();
    for (;;) {
      if (take('*')) left = binary(left, signed(), (a, b) => a * b);
      else if (take('/')) left = binary(left, signed(), (a, b) => a / b);
      else return left;
    }
  };
  const signed = (): Evaluate => {
    if (take('-')) return binary(constant(0), signed(), (a, b) => a - b);
    return take('+') ? signed() : power();
  };
  const power = (): Evaluate => {
    const base = single();
    return (take('^') ?? take('**')) === undefined ? base : binary(base, signed(), (a, b) => a ** b);
  };
  const single = (): Evaluate => {
    if (take('(')) {
      const inner = sum();
      need(')');
      return inner;
    }
    const symbol = symbols[at++];
    if (symbol !== undefined && /^[\d.]/.test(symbol)) return constant(Number(symbol));
    if (symbol === undefined || !/^\w/.test(symbol)) throw unexpected(text, symbol, 'a number or a name');
    const apply = peek() === '(' ? FUNCTIONS.get(symbol) : undefined;
    if (apply) return call(apply);
    names.add(symbol);
    return (values) => values.get(symbol) ?? Number.NaN;
  };
  const call = (apply: (...values: number[]) => number): Evaluate => {
    need('(');
    const parts = [sum()];
    while (take(',')) parts.push(sum());
    need(')');
    return (values) => apply(...parts.map((part) => part(values)));
  };

  const evaluate = sum();
  if (at < symbols.length) throw unexpected(text, peek(), 'an operator');
  return { names, evaluate };
}

const constant =
  (value: number): Evaluate =>
  () =>
    value;

const binary =
  (left: Evaluate, right: Evaluate, join: (a: number, b: number) => number): Evaluate =>
  (values) =>
    join(left(values), right(values));

function scan(text: string): string[] {
  const symbols: string[] = [];
  SYMBOL.lastIndex = 0;
  for (let at = 0; text.slice(at).trim() !== ''; at = SYMBOL.lastIndex) {
    SYMBOL.lastIndex = at;
    const found = SYMBOL.exec(text);
    if (!found) throw unexpected(text, text.slice(at).trim()[0], 'a number, a name or an operator');
    symbols.push(found[0].trim());
  }
  return symbols;
}

const unexpected = (text: string, found: string | undefined, wanted: string): SyntaxError =>
  new SyntaxError(
    `"${text}" is not a formula: ${wanted} is expected where ${found === undefined ? 'it ends' : `"${found}" stands`}.`,
  );
