import { setImmediate } from 'node:timers/promises';
import { type ModelItem, type ModelPart, type ModelRequest, type ModelUsage, partText } from '../contract/model.ts';
import { imageTokens } from './image-tokens.ts';
import { shortRuns, textPieces } from './text-pieces.ts';
import { TokenWindows } from './token-windows.ts';

type Encode = (text: string) => number[];

let loading: Promise<{ encode: Encode; decode: (tokens: number[]) => string }> | undefined;

/** Tokenizer of gpt-4o and later models (o200k), loaded on demand because its tables are large. */
export const tokenizer = () => {
  loading ??= import('gpt-tokenizer/encoding/o200k_base').then(({ encode, decode }) => ({
    // Control tokens in a text count as plain text. Encoding takes a time that grows with the square of a run of one letter.
    encode: (text) => shortRuns(text).flatMap((run) => encode(run, { disallowedSpecial: new Set() })),
    decode,
  }));
  return loading;
};

/** Characters of a text that is counted in one go; a larger one gives way to other work between its pieces. */
const IN_ONE_GO = 262_144;

/** Returns the number of tokens of a text. */
export async function countTokens(text: string): Promise<number> {
  if (text === '') return 0;
  const { encode } = await tokenizer();
  if (text.length <= IN_ONE_GO) return encode(text).length;
  let tokens = 0;
  for await (const piece of textPieces([text])) {
    tokens += encode(piece).length;
    await setImmediate();
  }
  return tokens;
}

/** Returns the first `limit` tokens of a text and their number. */
export async function firstTokens(text: string, limit: number): Promise<{ text: string; tokens: number }> {
  const { encode, decode } = await tokenizer();
  const tokens = encode(text);
  if (tokens.length <= limit) return { text, tokens: tokens.length };
  // Drops the replacement characters of a cut within a character.
  return { text: decode(tokens.slice(0, limit)).replace(/\uFFFD+$/, ''), tokens: limit };
}

/** Tokens per message for its role and delimiters. Source: OpenAI's token counting guide. */
const TOKENS_PER_ITEM = 3;

/** Counts the usage of a turn whose model did not report it. */
export async function countUsage(request: ModelRequest, written: string): Promise<ModelUsage> {
  const read = request.items.map((item) => {
    if (item.type === 'call') return item.name + item.arguments;
    if (item.type === 'result') return item.output;
    return item.content.map(partText).join('');
  });
  const images = request.items.flatMap((item) =>
    item.type === 'message' ? item.content.flatMap((part) => (part.type === 'image' ? [part] : [])) : shownIn(item),
  );
  const seen = await Promise.all(images.map((image) => imageTokens(image, request.deployment)));
  if (request.instructions) read.push(request.instructions);
  const tools = request.tools.length > 0 ? JSON.stringify(request.tools) : '';
  return {
    inputTokens:
      (await countTokens(read.join('\n') + tools)) +
      TOKENS_PER_ITEM * (read.length + 1) +
      seen.reduce((sum, tokens) => sum + tokens, 0),
    cachedTokens: 0,
    outputTokens: await countTokens(written),
    reasoningTokens: 0,
  };
}

/** Returns the image of a tool result. */
const shownIn = (item: ModelItem): Extract<ModelPart, { type: 'image' }>[] =>
  item.type === 'result' && item.image ? [{ type: 'image', url: item.image }] : [];

/** Splits a text into tokens. Tokens that form one character stay together. */
export async function tokensOf(text: string): Promise<string[]> {
  const { encode, decode } = await tokenizer();
  const pieces: string[] = [];
  let open: number[] = [];
  for (const token of encode(text)) {
    open.push(token);
    const piece = decode(open);
    if (piece.includes('\uFFFD')) continue;
    pieces.push(piece);
    open = [];
  }
  return open.length === 0 ? pieces : [...pieces, decode(open)];
}

/** Splits a text into windows of at most `size` tokens that overlap by `overlap` tokens. */
export async function tokenWindows(text: string, size: number, overlap: number): Promise<string[]> {
  // A token has at least one byte.
  if (Buffer.byteLength(text) <= size) return [text];
  const { encode, decode } = await tokenizer();
  const windows = new TokenWindows(size, overlap, decode);
  return [...windows.push(encode(text)), ...windows.end()];
}

/** Decodes tokens; undefined for an invalid one. */
export async function decodeTokens(tokens: readonly number[]): Promise<string | undefined> {
  const { decode } = await tokenizer();
  try {
    return decode([...tokens]);
  } catch {
    return undefined;
  }
}
