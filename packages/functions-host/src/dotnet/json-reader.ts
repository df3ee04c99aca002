/**
 * JSON as .NET's JSON library reads it. JavaScript's parser loses digits of long numbers and the order of properties that look
 * like numbers, so numbers keep their text and members their order.
 */
export type JsonNode =
  | { readonly kind: 'object'; readonly members: ReadonlyMap<string, JsonNode> }
  | { readonly kind: 'array'; readonly items: readonly JsonNode[] }
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'number'; readonly source: string }
  | { readonly kind: 'boolean'; readonly value: boolean }
  | { readonly kind: 'null' };

/** Text that Newtonsoft.Json cannot read, in its words. */
export class JsonReaderError extends SyntaxError {
  override readonly name = 'JsonReaderError';
}

/** Text that ends inside an object or array. */
export class JsonEndError extends JsonReaderError {
  /** Depth and kind of the innermost open container. */
  readonly container: 'JObject' | 'JArray';

  constructor(message: string, container: 'JObject' | 'JArray') {
    super(message);
    this.container = container;
  }
}

/** Deepest nesting that Newtonsoft.Json reads. */
const MAX_DEPTH = 64;

/** Characters for which a path shows a property in brackets. */
const SPECIAL = /[. '/"[\]()\t\n\r\f\b\\\u0085\u2028\u2029]/;

const BARE_NAME = /[\p{L}\p{Nd}_$]+/uy;
const NUMBER = /[-+a-fA-FxX.0-9]+/y;

const ESCAPES: Readonly<Record<string, string>> = {
  b: '\b',
  t: '\t',
  n: '\n',
  f: '\f',
  r: '\r',
  '\\': '\\',
  "'": "'",
  '"': '"',
  '/': '/',
};

/** An open container: the name of its last property, or the index of its last value. */
interface Scope {
  readonly kind: 'object' | 'array';
  property: string | undefined;
  index: number;
}

/**
 * Reads JSON as Newtonsoft.Json's JsonTextReader does, with its leniency (comments, single quotes, bare property names,
 * trailing commas, hexadecimal numbers) and its error messages.
 */
export class JsonReader {
  readonly #text: string;
  readonly #scopes: Scope[] = [];
  #at = 0;
  #started = false;
  /** True directly after an opening bracket: paths do not contain the new container yet. */
  #opened = false;

  constructor(text: string) {
    this.#text = text;
  }

  /** Reads one value and ignores what follows it. Returns undefined for text without a value. @throws JsonReaderError */
  read(): JsonNode | undefined {
    this.#skip();
    if (this.#at >= this.#text.length) return undefined;
    return this.#value();
  }

  /** Requires that only white space and comments follow. @throws JsonReaderError */
  end(): void {
    this.#skip();
    const next = this.#text[this.#at];
    if (next === undefined) return;
    throw this.error(`Additional text encountered after finished reading JSON content: ${next}.`);
  }

  error(message: string): JsonReaderError {
    return new JsonReaderError(this.#located(message));
  }

  #value(): JsonNode {
    const start = this.#text.charAt(this.#at);
    switch (start) {
      case '{':
        return this.#object();
      case '[':
        return this.#array();
      case '"':
      case "'":
        return this.#finished({ kind: 'string', value: this.#string(start) });
      case 't':
        return this.#literal('true', 'boolean', { kind: 'boolean', value: true });
      case 'f':
        return this.#literal('false', 'boolean', { kind: 'boolean', value: false });
      case 'n':
        if (this.#at + 1 >= this.#text.length) {
          this.#at++;
          throw this.error('Unexpected end when reading JSON.');
        }
        if (this.#text[this.#at + 1] !== 'u') break;
        return this.#literal('null', 'null', { kind: 'null' });
      case 'u':
        return this.#literal('undefined', 'undefined', { kind: 'null' });
      case 'N':
        return this.#literal('NaN', 'NaN', { kind: 'string', value: 'NaN' });
      case 'I':
        return this.#literal('Infinity', 'Infinity', { kind: 'string', value: 'Infinity' });
      default:
        if (this.#text.startsWith('-I', this.#at)) {
          return this.#literal('-Infinity', '-Infinity', { kind: 'string', value: '-Infinity' });
        }
        if (/[-.0-9]/.test(start)) return this.#number();
    }
    throw this.error(`Unexpected character encountered while parsing value: ${start}.`);
  }

  #object(): JsonNode {
    this.#open('object');
    const members = new Map<string, JsonNode>();
    for (let first = true; ; first = false) {
      this.#skip();
      const next = this.#text[this.#at];
      if (next === undefined) throw this.#endInside('JObject', first);
      if (next === '}') return this.#close({ kind: 'object', members });
      const name = this.#propertyName(next);
      this.#opened = false;
      const scope = this.#scopes.at(-1);
      if (scope) scope.property = name;
      this.#skip();
      if (this.#at >= this.#text.length) throw this.#endInside('JObject', false);
      members.set(name, this.#value());
      if (!this.#next('}', 'JObject')) return this.#close({ kind: 'object', members });
    }
  }

  #array(): JsonNode {
    this.#open('array');
    const items: JsonNode[] = [];
    for (let first = true; ; first = false) {
      this.#skip();
      const next = this.#text[this.#at];
      if (next === undefined) throw this.#endInside('JArray', first);
      if (next === ']') return this.#close({ kind: 'array', items });
      this.#opened = false;
      items.push(next === ',' ? this.#finished({ kind: 'null' }) : this.#value());
      if (!this.#next(']', 'JArray')) return this.#close({ kind: 'array', items });
    }
  }

  /** Passes a comma. Returns false before the closing bracket. */
  #next(closing: string, container: 'JObject' | 'JArray'): boolean {
    this.#skip();
    const next = this.#text[this.#at];
    if (next === undefined) throw this.#endInside(container, false);
    if (next === closing) return false;
    if (next !== ',') throw this.error(`After parsing a value an unexpected character was encountered: ${next}.`);
    this.#at++;
    return true;
  }

  #open(kind: Scope['kind']): void {
    const outer = this.#scopes.at(-1);
    if (outer?.kind === 'array') outer.index++;
    this.#started = true;
    this.#at++;
    this.#scopes.push({ kind, property: undefined, index: -1 });
    this.#opened = true;
    if (this.#scopes.length > MAX_DEPTH) throw this.error(`The reader's MaxDepth of ${MAX_DEPTH} has been exceeded.`);
  }

  #close(node: JsonNode): JsonNode {
    this.#at++;
    this.#scopes.pop();
    this.#opened = false;
    return node;
  }

  #finished(node: JsonNode): JsonNode {
    this.#started = true;
    const scope = this.#scopes.at(-1);
    if (scope?.kind === 'array') scope.index++;
    return node;
  }

  #propertyName(start: string): string {
    let name: string;
    if (start === '"' || start === "'") name = this.#string(start);
    else {
      const bare = this.#match(BARE_NAME);
      if (bare === '') throw this.error(`Invalid property identifier character: ${start}.`);
      this.#at += bare.length;
      name = bare;
      if (this.#at >= this.#text.length) throw this.error('Unexpected end while parsing unquoted property name.');
    }
    this.#whiteSpace();
    const next = this.#text[this.#at];
    if (next === ':') {
      this.#at++;
      return name;
    }
    throw this.error(`Invalid character after parsing property name. Expected ':' but got: ${next ?? '\0'}.`);
  }

  #string(quote: string): string {
    this.#started = true;
    const from = ++this.#at;
    let value = '';
    for (let copied = from; ; ) {
      const character = this.#text[this.#at];
      if (character === undefined) throw this.error(`Unterminated string. Expected delimiter: ${quote}.`);
      if (character === quote) {
        value += this.#text.slice(copied, this.#at++);
        return value;
      }
      if (character !== '\\') this.#at++;
      else {
        value += this.#text.slice(copied, this.#at) + this.#escape(quote);
        copied = this.#at;
      }
    }
  }

  #escape(quote: string): string {
    const letter = this.#text[this.#at + 1];
    if (letter === undefined) {
      this.#at = this.#text.length;
      throw this.error(`Unterminated string. Expected delimiter: ${quote}.`);
    }
    this.#at += 2;
    const plain = ESCAPES[letter];
    if (plain !== undefined) return plain;
    if (letter !== 'u') throw this.error(`Bad JSON escape sequence: \\${letter}.`);
    const hex = this.#text.slice(this.#at, this.#at + 4);
    if (hex.length < 4) throw this.error('Unexpected end while parsing Unicode escape sequence.');
    if (!/^[0-9a-f]{4}$/i.test(hex)) throw this.error(`Invalid Unicode escape sequence: \\u${hex}.`);
    this.#at += 4;
    return String.fromCharCode(Number.parseInt(hex, 16));
  }

  #literal(word: string, kind: string, node: JsonNode): JsonNode {
    if (this.#at + word.length > this.#text.length) {
      this.#started = true;
      this.#at = this.#text.length;
      throw this.error('Unexpected end when reading JSON.');
    }
    for (const [index, letter] of [...word].entries()) {
      if (this.#text[this.#at + index] === letter) continue;
      this.#at += index;
      throw this.error(`Error parsing ${kind} value.`);
    }
    this.#at += word.length;
    const next = this.#text[this.#at];
    if (next !== undefined && !/[{}[\](),/\s]/.test(next)) throw this.error(`Error parsing ${kind} value.`);
    return this.#finished(node);
  }

  #number(): JsonNode {
    const source = this.#match(NUMBER);
    this.#at += source.length;
    this.#started = true;
    const next = this.#text[this.#at];
    if (next !== undefined && !/[,{}[\]()/\s]/.test(next)) {
      throw this.error(`Unexpected character encountered while parsing number: ${next}.`);
    }
    const number = canonicalNumber(source);
    if (number === undefined) throw this.error(`Input string '${source}' is not a valid number.`);
    return this.#finished({ kind: 'number', source: number });
  }

  /** Returns the text that a sticky expression matches here. */
  #match(expression: RegExp): string {
    expression.lastIndex = this.#at;
    return expression.exec(this.#text)?.[0] ?? '';
  }

  #whiteSpace(): void {
    // A byte order mark is white space in JavaScript and not in .NET.
    while (/[^\S\uFEFF]/.test(this.#text.charAt(this.#at))) this.#at++;
  }

  /** Skips white space and comments. */
  #skip(): void {
    for (;;) {
      this.#whiteSpace();
      if (this.#text[this.#at] !== '/') return;
      const kind = this.#text[this.#at + 1];
      if (kind !== '/' && kind !== '*') {
        this.#at++;
        throw this.error(
          kind === undefined
            ? 'Unexpected end while parsing comment.'
            : `Error parsing comment. Expected: *, got ${kind}.`,
        );
      }
      const end = this.#text.indexOf(kind === '/' ? '\n' : '*/', this.#at + 2);
      if (end < 0 && kind === '*') {
        this.#at = this.#text.length;
        throw this.error('Unexpected end while parsing comment.');
      }
      this.#at = end < 0 ? this.#text.length : end + (kind === '/' ? 1 : 2);
    }
  }

  /** @param first true when nothing of the container has been read */
  #endInside(container: 'JObject' | 'JArray', first: boolean): JsonEndError {
    const message =
      first && this.#scopes.length === 1
        ? `Error reading ${container} from JsonReader.`
        : `Unexpected end of content while loading ${this.#scopes[0]?.kind === 'array' ? 'JArray' : 'JObject'}.`;
    return new JsonEndError(this.#located(message), container);
  }

  #located(message: string): string {
    const before = this.#text.slice(0, this.#at);
    const position = this.#at - (before.lastIndexOf('\n') + 1);
    const line = !this.#started && position === 0 ? 0 : before.split('\n').length;
    return `${message} Path '${this.#path()}', line ${line}, position ${position}.`;
  }

  #path(): string {
    const scopes = this.#opened ? this.#scopes.slice(0, -1) : this.#scopes;
    return scopes.reduce((path, { kind, property, index }) => {
      if (kind === 'array') return index < 0 ? path : `${path}[${index}]`;
      if (property === undefined) return path;
      if (SPECIAL.test(property)) return `${path}['${property.replace(/[\\']/g, '\\$&')}']`;
      return path === '' ? property : `${path}.${property}`;
    }, '');
  }
}

/** Writes a number that Newtonsoft.Json reads in the form of JSON; undefined for text that it does not read as a number. */
function canonicalNumber(source: string): string | undefined {
  if (/^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/.test(source)) return source;
  if (/^0[xX][0-9a-fA-F]+$/.test(source)) return BigInt(source.toLowerCase()).toString();
  if (/^0[0-7]+$/.test(source)) return BigInt(`0o${source}`).toString();
  const [, sign = '', whole = '', fraction, exponent = ''] =
    /^(-?)(\d*)(?:\.(\d*))?([eE][+-]?\d+)?$/.exec(source) ?? [];
  if (whole === '' && !fraction) return undefined;
  const digits = whole.replace(/^0+(?=\d)/, '') || '0';
  return `${sign}${digits}${fraction === undefined ? '' : `.${fraction || '0'}`}${exponent}`;
}
