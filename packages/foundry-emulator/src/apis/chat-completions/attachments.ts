import { z } from 'zod';
import { ApiError, badRequest } from '../../core/http/api-error.ts';
import { MAX_CHAT_FILE_BYTES } from '../../core/limits.ts';
import type { ProjectContext } from '../../core/project/project-context.ts';
import type { ModelPart } from '../../model/contract/model.ts';
import { readSpeechMetadata } from '../audio/speech-metadata.ts';
import { projectFiles } from '../files/file-store.ts';
import type { ChatMessage, ContentPart } from './chat-body.ts';

/** Audio and file parts of the messages, read. */
export type Attachments = ReadonlyMap<ContentPart, ModelPart>;

const audio = z.object({ data: z.base64(), format: z.enum(['wav', 'mp3']) });
const file = z.union([
  z.object({ file_id: z.string().min(1) }),
  z.object({ filename: z.string().min(1), file_data: z.string().regex(/^data:[\w.+-]+\/[\w.+-]+;base64,[\w+/=]+$/) }),
]);

/** File types whose bytes are the text that a reader sees. */
const PLAIN = /^data:(?:text\/|application\/(?:json|xml|x-ndjson))/;

/**
 * Reads the `input_audio` and `file` parts of a chat completion request. Only `v1` clients send them.
 * @throws ApiError 400 naming the part that is malformed, 404 for a file id that does not exist
 */
export async function readAttachments(project: ProjectContext, messages: readonly ChatMessage[]): Promise<Attachments> {
  const attachments = new Map<ContentPart, ModelPart>();
  for (const [index, { content }] of messages.entries()) {
    if (!Array.isArray(content)) continue;
    for (const [at, part] of (content as readonly ContentPart[]).entries()) {
      const param = `messages[${index}].content[${at}]`;
      if (part.type === 'input_audio') attachments.set(part, await readAudio(part.input_audio, `${param}.input_audio`));
      if (part.type === 'file') attachments.set(part, await readFile(project, part.file, `${param}.file`));
    }
  }
  return attachments;
}

/** Reads an `input_audio` object. @throws ApiError 400 naming it */
export async function readAudio(given: unknown, param: string): Promise<ModelPart> {
  const { data, format } = parsed(audio, given, param, 'base64 "data" and a "format" of wav or mp3');
  const heard = await readSpeechMetadata(Buffer.from(data, 'base64'));
  if (!heard)
    throw new ApiError(400, {
      code: 'invalid_value',
      message: `The audio data is not a readable ${format} file.`,
      param: `${param}.data`,
    });
  return { type: 'audio', data, format, ...(heard.text === undefined ? {} : { text: heard.text }) };
}

/** Reads a file that is sent along or uploaded. @throws ApiError 400 naming it, 404 for a file id that does not exist */
export async function readFile(project: ProjectContext, given: unknown, param: string): Promise<ModelPart> {
  const wanted = 'a "file_id", or a "filename" with "file_data" as a base64 data URL';
  const source = parsed(file, given, param, wanted);
  if ('file_data' in source) return filePart(source.filename, source.file_data, param);
  const fileStore = projectFiles(project);
  const { filename, bytes } = fileStore.get(source.file_id);
  checkSize(bytes, param);
  const content = Buffer.concat(await fileStore.read(source.file_id).toArray());
  const media = filename.endsWith('.pdf') ? 'application/pdf' : isText(content) ? 'text/plain' : BYTES;
  return filePart(filename, `data:${media};base64,${content.toString('base64')}`, param);
}

function filePart(filename: string, url: string, param: string): ModelPart {
  const content = Buffer.from(url.slice(url.indexOf(',') + 1), 'base64');
  checkSize(content.length, param);
  return { type: 'file', filename, url, ...(PLAIN.test(url) ? { text: content.toString('utf8') } : {}) };
}

const BYTES = 'application/octet-stream';

/** True unless the first bytes have a zero, which no text has. */
const isText = (content: Buffer): boolean => !content.subarray(0, 8192).includes(0);

function checkSize(bytes: number, param: string): void {
  if (bytes > MAX_CHAT_FILE_BYTES)
    throw badRequest(`The file has ${bytes} bytes; at most ${MAX_CHAT_FILE_BYTES} are allowed.`, param);
}

function parsed<T>(schema: z.ZodType<T>, given: unknown, param: string, wanted: string): T {
  const result = schema.safeParse(given);
  if (!result.success) throw badRequest(`'${param}' needs ${wanted}.`, param);
  return result.data;
}
