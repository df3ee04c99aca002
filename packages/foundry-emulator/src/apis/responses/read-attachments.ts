import { ApiError } from '../../core/http/api-error.ts';
import { isRecord } from '../../core/json-schema.ts';
import type { ProjectContext } from '../../core/project/project-context.ts';
import type { ModelPart } from '../../model/contract/model.ts';
import { readAudio, readFile } from '../chat-completions/attachments.ts';
import { type ContentPart, type Item, isMessage } from '../conversations/item.ts';
import { projectFiles } from '../files/file-store.ts';

/** File, audio and uploaded image parts of the messages, read for the model. */
export type Attachments = ReadonlyMap<ContentPart, ModelPart>;

const IMAGE_TYPES: Readonly<Record<string, string>> = { jpg: 'jpeg', jpeg: 'jpeg', gif: 'gif', webp: 'webp' };

/**
 * Reads the attachments of a response's context. Those of earlier items that can no longer be read are left out.
 * @throws ApiError 400 or 404 naming the part of the input that cannot be read
 */
export async function readAttachments(
  project: ProjectContext,
  history: readonly Item[],
  input: readonly Item[],
): Promise<Attachments> {
  const attachments = new Map<ContentPart, ModelPart>();
  for (const [index, item] of [...history, ...input].entries()) {
    if (!isMessage(item)) continue;
    const isNew = index >= history.length;
    for (const [at, part] of item.content.entries()) {
      try {
        const read = await readPart(project, part, `input[${index - history.length}].content[${at}]`);
        if (read) attachments.set(part, read);
      } catch (error) {
        if (isNew || !(error instanceof ApiError)) throw error;
      }
    }
  }
  return attachments;
}

/** Files at addresses are not fetched. */
async function readPart(project: ProjectContext, part: ContentPart, param: string): Promise<ModelPart | undefined> {
  if (part.type === 'input_audio') return readAudio(part.input_audio ?? part, param);
  if (part.type === 'input_file' && (part.file_id || part.file_data))
    return readFile(project, part.file_id ? { file_id: part.file_id } : withName(part), param);
  const { image_url: image } = part;
  const address = isRecord(image) ? image.url : image;
  if (part.type !== 'input_image' || address || typeof part.file_id !== 'string') return undefined;
  return readImage(project, part.file_id, part.detail);
}

/** `filename` is optional here, and `file_data` may be base64 alone. */
const withName = ({ filename, file_data: data }: ContentPart) => ({
  filename: filename || 'file',
  file_data:
    typeof data === 'string' && !data.startsWith('data:') ? `data:application/octet-stream;base64,${data}` : data,
});

async function readImage(project: ProjectContext, id: string, detail: unknown): Promise<ModelPart> {
  const fileStore = projectFiles(project);
  const { filename } = fileStore.get(id);
  const content = Buffer.concat(await fileStore.read(id).toArray());
  const type = IMAGE_TYPES[filename.split('.').at(-1)?.toLowerCase() ?? ''] ?? 'png';
  const url = `data:image/${type};base64,${content.toString('base64')}`;
  return { type: 'image', url, ...(detail === 'low' || detail === 'high' ? { detail } : {}) };
}
