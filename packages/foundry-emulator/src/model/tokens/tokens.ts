import { type ModelItem, type ModelPart, type ModelRequest, type ModelUsage, partText } from '../contract/model.ts';
import { imageTokens } from './image-tokens.ts';
import { shortRuns } from './text-pieces.ts';
import { TokenWindows } from './token-windows.ts';

type Encode = (text: string) => number[];

let loading: Promise<{ encode: Encode; decode: (tokens: number[]) => string }> | undefined;

/** The tokenizer of the gpt-4o family and later (o200k). Its tables are large: they load at first use, not at start-up. */
export const tokenizer = () => {
  loading ??= import('gpt-tokenizer/encoding/o200k_base').then(({ encode, decode }) => ({
    // Text that looks like a control token is still only text here.
    encode: (text) => encode(text, { disallowedSpecial: new Set() }),
    decode,
  }));
  return loading;
};

/** How many tokens a text has. */
export async function countTokens(text: string): Promise<number> {
  return text === '' ? 0 : (await tokenizer()).encode(text).length;
}

/** The first `limit` tokens of a text, and how many those are. */
export async function firstTokens(text: string, limit: number): Promise<{ text: string; tokens: number }> {
  const { encode, decode } = await tokenizer();
  const tokens = encode(text);
  if (tokens.length <= limit) return { text, tokens: tokens.length };
  // A cut in the middle of a character decodes to replacement marks: they are dropped.
  return { text: decode(tokens.slice(0, limit)).replace(/\uFFFD+$/, ''), tokens: limit };
}

/** Tokens the service adds around each message for its role and its borders. Source: OpenAI's token counting guide. */
const TOKENS_PER_ITEM = 3;

/** Usage of a turn whose model did not report it: what it read and what it wrote, counted with the real tokenizer. */
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

/** The picture that a result shows. */
const shownIn = (item: ModelItem): Extract<ModelPart, { type: 'image' }>[] =>
  item.type === 'result' && item.image ? [{ type: 'image', url: item.image }] : [];

/** A text token by token. Tokens that are parts of one character are given together. */
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

/** A text in pieces of at most `size` tokens, of which each has `overlap` in common with the one before. */
export async function tokenWindows(text: string, size: number, overlap: number): Promise<string[]> {
  // No token is shorter than a byte.
  if (Buffer.byteLength(text) <= size) return [text];
  const { encode, decode } = await tokenizer();
  const windows = new TokenWindows(size, overlap, decode);
  return [...shortRuns(text).flatMap((part) => windows.push(encode(part))), ...windows.end()];
}

/** The text that tokens stand for; undefined when one of them is no token. */
export async function decodeTokens(tokens: readonly number[]): Promise<string | undefined> {
  const { decode } = await tokenizer();
  try {
    return decode([...tokens]);
  } catch {
    return undefined;
  }
}
