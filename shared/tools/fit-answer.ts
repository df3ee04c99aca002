import { createIfMissing } from '../azure/storage/create-if-missing.ts';
import type { Storage } from '../azure/storage/storage.ts';
import { messageOf } from '../core/errors.ts';
import { storageKey } from '../core/hash.ts';
import { MAX_BASE64_MESSAGE_TEXT_BYTES } from '../core/limits.ts';
import type { AgentTool, Log } from './agent-tool.ts';
import { answerMessage } from './messages.ts';

/** The container of answers that are too long for a message. */
export const ANSWERS_CONTAINER = 'tool-answers';

/** Bytes of an answer in a blob that are sent with its address. */
const BLOB_PREVIEW_BYTES = 2_048;

/** Returns an answer that fits a message: unchanged, cut with a mark, or the address of a blob that holds it. */
export async function fitAnswer(
  tool: AgentTool,
  correlationId: string,
  text: string,
  { storage, log }: { readonly storage: Storage; readonly log: Log },
): Promise<string> {
  const budget = MAX_BASE64_MESSAGE_TEXT_BYTES - Buffer.byteLength(answerMessage('', correlationId), 'utf8');
  if (jsonBytes(text) <= budget) return text;
  const bytes = Buffer.byteLength(text, 'utf8');
  if (tool.oversize === 'blob') {
    try {
      const url = await upload(tool, correlationId, text, storage);
      const preview = cutText(text, BLOB_PREVIEW_BYTES);
      return `This answer of ${bytes} bytes is too long for a message. All of it is at ${url}\nIt begins:\n${preview}`;
    } catch (error) {
      // The agent gets a cut answer rather than none.
      log.warn(
        `${tool.name}: the long answer to ${correlationId} could not be stored and is cut (${messageOf(error)}).`,
      );
    }
  }
  const mark = `\n[Cut here: the whole answer has ${bytes} bytes, too many for a message.]`;
  return cutText(text, budget - jsonBytes(mark)) + mark;
}

async function upload(tool: AgentTool, correlationId: string, text: string, storage: Storage): Promise<string> {
  const container = await storage.container(ANSWERS_CONTAINER);
  const blob = container.getBlockBlobClient(`${tool.name}/${storageKey(correlationId)}.txt`);
  const content = Buffer.from(text, 'utf8');
  await createIfMissing(
    () => container.createIfNotExists(),
    () => blob.uploadData(content, { blobHTTPHeaders: { blobContentType: 'text/plain; charset=utf-8' } }),
  );
  return blob.url;
}

/** Returns the bytes of a text inside a JSON string, without the quotes: escapes are longer than their characters. */
export function jsonBytes(text: string): number {
  return Buffer.byteLength(JSON.stringify(text), 'utf8') - 2;
}

/**
 * Returns the longest beginning of a text that takes at most `budget` bytes inside a JSON string. Never splits a grapheme: a surrogate pair,
 * an emoji of several code points, a letter with its accents.
 */
export function cutText(text: string, budget: number): string {
  let bytes = 0;
  let end = 0;
  for (const character of text) {
    bytes += jsonBytes(character);
    if (bytes > budget) return text.slice(0, wholeCharacters(text, end));
    end += character.length;
  }
  return text;
}

/** Longest grapheme, in code points, that is kept whole. */
const LONGEST_CHARACTER = 64;

function wholeCharacters(text: string, end: number): number {
  const from = Math.max(0, end - LONGEST_CHARACTER);
  const segments = new Intl.Segmenter('und', { granularity: 'grapheme' }).segment(
    text.slice(from, end + LONGEST_CHARACTER),
  );
  const across = segments.containing(end - from);
  // Index 0 is where the segmentation began: in the middle of a longer grapheme, or at the start of the text.
  return across !== undefined && across.index > 0 ? from + across.index : end;
}
