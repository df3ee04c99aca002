export type TokenKind = 'name' | 'text' | 'number' | 'pattern' | 'sign' | 'end';

export interface Token {
  readonly kind: TokenKind;
  /** Without quotes or slashes. */
  readonly value: string;
  readonly line: number;
}

const TOKEN =
  /(?<space>\s+|#[^\n]*|;)|(?<name>[A-Za-z_][\w.-]*)|"(?<text>[^"\n]*)"|(?<number>-?\d+(?:\.(?!\.)\d+)?)|\/(?<pattern>(?:[^/\n\\]|\\.)+)\/|(?<sign>\.\.|<=|>=|[{}()[\]<>|=,:*?!+])/y;

/** A mistake in a `.shapes` text: one of our own files, so it is ours to put right. */
export class ShapeSyntaxError extends Error {
  override readonly name = 'ShapeSyntaxError';
}

/** Cuts a text into tokens; white space, semicolons and comments (`#` to the end of the line) fall away. @throws ShapeSyntaxError */
export function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  let line = 1;
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.length) {
    const at = TOKEN.lastIndex;
    const groups = TOKEN.exec(text)?.groups;
    if (!groups) throw new ShapeSyntaxError(`Line ${line}: cannot read "${text.slice(at, at + 20)}".`);
    const [kind, value] = Object.entries(groups).find(([, found]) => found !== undefined) ?? ['space', ''];
    if (kind !== 'space') tokens.push({ kind: kind as TokenKind, value: `${value}`, line });
    line += text.slice(at, TOKEN.lastIndex).split('\n').length - 1;
  }
  return [...tokens, { kind: 'end', value: 'the end', line }];
}
