import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import { statusOf } from '../../../foundry/service-error.ts';
import type { JobRunContext } from '../../contract/job-type.ts';

/**
 * Copies the service's result files (metrics by step, CSV) beside the other results, as they stream. Returns the names of the
 * copies. A file that is gone is passed over: the service keeps them for a time of its own.
 */
export async function keepResultFiles(
  ids: readonly string[],
  { openai, files, key, log }: JobRunContext,
): Promise<string[]> {
  const kept: string[] = [];
  for (const id of ids) {
    try {
      const { filename } = await openai.files.retrieve(id);
      const answer = await openai.files.content(id);
      const name = `service/${id}-${filename.replace(/[^\w.-]/g, '_')}`;
      await files.stream(key, name, texts(answer.body));
      kept.push(name);
    } catch (error) {
      if (statusOf(error) !== 404) throw error;
      log.warn(`${key}: the result file ${id} is no longer there.`);
    }
  }
  return kept;
}

async function* texts(body: unknown): AsyncIterable<string> {
  if (!body) return;
  const decoder = new TextDecoder();
  for await (const chunk of Readable.fromWeb(body as ReadableStream<Uint8Array>))
    yield decoder.decode(chunk, { stream: true });
  yield decoder.decode();
}
