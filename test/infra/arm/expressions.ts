/** A parsed expression of Azure Resource Manager's template language, the text within `[` and `]`. */
export type Expression =
  | { readonly kind: 'literal'; readonly value: string | number }
  | { readonly kind: 'call'; readonly name: string; readonly args: readonly Expression[] }
  | { readonly kind: 'member'; readonly of: Expression; readonly key: Expression };

const TOKEN = /\s*(?:(-?\d+)|'((?:[^']|'')*)'|([A-Za-z_][\w]*(?:\.[A-Za-z_]\w*)?(?=\())|([A-Za-z_]\w*)|([()[\],.]))/y;

type Token = { readonly type: 'number' | 'text' | 'function' | 'word' | 'sign'; readonly text: string };

function tokens(text: string): readonly Token[] {
  const found: Token[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.trimEnd().length) {
    const at = TOKEN.lastIndex;
    const match = TOKEN.exec(text);
    if (match === null) throw new Error(`Unexpected text in an expression: ${text.slice(at, at + 40)}`);
    const [, number, quoted, name, word, sign] = match;
    if (number !== undefined) found.push({ type: 'number', text: number });
    else if (quoted !== undefined) found.push({ type: 'text', text: quoted.replaceAll("''", "'") });
    else if (name !== undefined) found.push({ type: 'function', text: name });
    else if (word !== undefined) found.push({ type: 'word', text: word });
    else found.push({ type: 'sign', text: sign ?? '' });
  }
  return found;
}

const parsed = new Map<string, Expression>();

/** Parses the text within the brackets; each text is parsed once. */
export function parseExpression(text: string): Expression {
  const known = parsed.get(text);
  if (known !== undefined) return known;
  const all = tokens(text);
  let at = 0;
  const next = () => all[at++];
  const isSign = (sign: string) => all[at]?.type === 'sign' && all[at]?.text === sign;
  const expect = (sign: string) => {
    if (!isSign(sign)) throw new Error(`Expected ${sign} in ${text}, found ${all[at]?.text ?? 'the end'}.`);
    at++;
  };
  const primary = (): Expression => {
    const token = next();
    if (token?.type === 'number') return { kind: 'literal', value: Number(token.text) };
    if (token?.type === 'text') return { kind: 'literal', value: token.text };
    if (token?.type !== 'function') throw new Error(`Unexpected "${token?.text ?? 'end'}" in ${text}.`);
    expect('(');
    const args: Expression[] = [];
    while (!isSign(')')) {
      args.push(whole());
      if (isSign(',')) at++;
    }
    expect(')');
    return { kind: 'call', name: token.text, args };
  };
  const whole = (): Expression => {
    let found = primary();
    for (;;) {
      if (isSign('.')) {
        at++;
        found = { kind: 'member', of: found, key: { kind: 'literal', value: next()?.text ?? '' } };
      } else if (isSign('[')) {
        at++;
        found = { kind: 'member', of: found, key: whole() };
        expect(']');
      } else return found;
    }
  };
  const expression = whole();
  if (at !== all.length) throw new Error(`Text after the end of an expression: ${text}`);
  parsed.set(text, expression);
  return expression;
}

/** Functions and variables that an expression may use. */
export interface Scope {
  readonly call: (name: string, args: readonly unknown[], scope: Scope) => unknown;
  /** Variables of the lambdas around the expression. */
  readonly locals?: Readonly<Record<string, unknown>>;
}

export interface Lambda {
  readonly lambda: (...values: readonly unknown[]) => unknown;
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

/** Evaluates an expression. `if`, `and` and `or` evaluate only the arguments that they need, as Azure does. */
export function evaluate(expression: Expression, scope: Scope): unknown {
  if (expression.kind === 'literal') return expression.value;
  if (expression.kind === 'member') {
    const of = evaluate(expression.of, scope);
    const key = evaluate(expression.key, scope);
    const value = memberOf(of, key);
    if (value === undefined) throw new Error(`There is no "${String(key)}" in ${JSON.stringify(of)?.slice(0, 200)}.`);
    return value;
  }
  const { name, args } = expression;
  const argument = (at: number) => evaluate(args[at] ?? { kind: 'literal', value: '' }, scope);
  if (name === 'if') return argument(0) === true ? argument(1) : argument(2);
  if (name === 'and') return args.every((_, at) => argument(at) === true);
  if (name === 'or') return args.some((_, at) => argument(at) === true);
  if (name === 'lambda') {
    const names = args.slice(0, -1).map((_, at) => String(argument(at)));
    const body = args.at(-1);
    const lambda = (...values: readonly unknown[]) => {
      const own = Object.fromEntries(names.map((each, at) => [each, values[at]]));
      return body && evaluate(body, { ...scope, locals: { ...scope.locals, ...own } });
    };
    return { lambda } satisfies Lambda;
  }
  if (name === 'lambdaVariables') return scope.locals?.[String(argument(0))];
  return scope.call(
    name,
    args.map((_, at) => argument(at)),
    scope,
  );
}

/** A member by name (names of properties are not case-sensitive) or by index. */
export function memberOf(of: unknown, key: unknown): unknown {
  if (Array.isArray(of)) return of[Number(key)];
  if (!isObject(of)) return undefined;
  const found = Object.keys(of).find((each) => each.toLowerCase() === String(key).toLowerCase());
  return found === undefined ? undefined : of[found];
}

/** Evaluates every expression within a value of a template. */
export function resolve(value: unknown, scope: Scope): unknown {
  if (typeof value === 'string') {
    if (value.startsWith('[[')) return value.slice(1);
    return value.startsWith('[') && value.endsWith(']') ? evaluate(parseExpression(value.slice(1, -1)), scope) : value;
  }
  if (Array.isArray(value)) return value.map((each) => resolve(each, scope));
  if (!isObject(value)) return value;
  const { copy, ...rest } = value;
  const own = Object.entries(rest).map(([key, each]) => [String(resolve(key, scope)), resolve(each, scope)]);
  return { ...Object.fromEntries(own), ...(copy === undefined ? {} : copies(copy, scope)) };
}

/** A copy loop of a property: `copy: [{ name, count, input }]`. */
function copies(copy: unknown, scope: Scope): Record<string, unknown> {
  const loops = copy as readonly { readonly name: string; readonly count: unknown; readonly input: unknown }[];
  return Object.fromEntries(
    loops.map(({ name, count, input }) => {
      const total = Number(resolve(count, scope));
      const items = Array.from({ length: total }, (_, at) => {
        const call: Scope['call'] = (each, args, inner) =>
          each === 'copyIndex' && args[0] === name ? at : scope.call(each, args, inner);
        return resolve(input, { ...scope, call });
      });
      return [name, items];
    }),
  );
}
