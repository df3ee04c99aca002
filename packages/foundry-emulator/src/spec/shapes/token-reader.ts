import { ShapeSyntaxError, type Token, type TokenKind, tokenize } from './tokens.ts';

/** Reads a text token by token. */
export class TokenReader {
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(text: string) {
    this.#tokens = tokenize(text);
  }

  get atEnd(): boolean {
    return this.#next.kind === 'end';
  }

  sees(value: string): boolean {
    const { kind } = this.#next;
    return this.#next.value === value && (kind === 'sign' || kind === 'name');
  }

  seesKind(kind: TokenKind): boolean {
    return this.#next.kind === kind;
  }

  /** Goes past a sign or word if it is the next. */
  take(value: string): boolean {
    if (!this.sees(value)) return false;
    this.#at += 1;
    return true;
  }

  takeKind(kind: TokenKind): string | undefined {
    if (!this.seesKind(kind)) return undefined;
    const { value } = this.#next;
    this.#at += 1;
    return value;
  }

  expect(kind: TokenKind): string {
    const value = this.takeKind(kind);
    if (value === undefined) throw this.error(`a ${kind}`);
    return value;
  }

  expectSign(sign: string): void {
    if (!this.take(sign)) throw this.error(`"${sign}"`);
  }

  expectOneOf(...signs: string[]): string {
    const found = signs.find((sign) => this.take(sign));
    if (found === undefined) throw this.error(signs.map((sign) => `"${sign}"`).join(' or '));
    return found;
  }

  error(wanted: string): ShapeSyntaxError {
    return new ShapeSyntaxError(`Line ${this.#next.line}: expected ${wanted}, found "${this.#next.value}".`);
  }

  get #next(): Token {
    return this.#tokens[this.#at] ?? { kind: 'end', value: 'the end', line: 0 };
  }
}
