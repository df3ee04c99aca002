import { makeIfMissing } from '../azure/storage/create-if-missing.ts';
import type { Storage } from '../azure/storage/storage.ts';
import { messageOf } from '../core/errors.ts';
import { MAX_BASE64_MESSAGE_TEXT_BYTES } from '../core/limits.ts';
import { fileName } from '../core/storage-key.ts';
import type { AgentTool } from './agent-tool.ts';
import { answerMessage } from './answer-text.ts';
import { cutText, jsonBytes } from './cut-text.ts';
import type { Log } from './tool-context.ts';

/** Where answers go that are too long for a message. */
export const ANSWERS_CONTAINER = 'tool-answers';

/** How much of an answer in a blob is shown with its address. */
const BLOB_PREVIEW_BYTES = 2_048;

/** An answer that fits a message: as it is, or cut with a mark, or put in a blob with the address in its place. */
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
      // A cut answer now is worth more than a whole one never.
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
  const blob = container.getBlockBlobClient(`${tool.name}/${fileName(correlationId)}.txt`);
  const content = Buffer.from(text, 'utf8');
  await makeIfMissing(
    () => container.createIfNotExists(),
    () => blob.uploadData(content, { blobHTTPHeaders: { blobContentType: 'text/plain; charset=utf-8' } }),
  );
  return blob.url;
}
