import type { IncomingHttpHeaders } from 'node:http';
import { ApiError, badRequest } from '../../core/http/api-error.ts';
import type { RawBody } from '../../core/http/call.ts';
import { checkPart } from '../../core/http/check-request.ts';
import { readForm } from '../../core/http/read-form.ts';
import { MAX_EDITED_IMAGE_BYTES, MAX_EDITED_IMAGES } from '../../core/limits.ts';
import type { ImageBody } from './image-body.ts';
import type { EditedImage } from './upstream-images.ts';

/** Magic numbers of PNG, JPEG and WebP. */
const IMAGE_STARTS = ['89504e47', 'ffd8ff', '52494646'];

const NUMBERS = ['n', 'output_compression', 'partial_images'];

export interface ImageForm {
  readonly body: ImageBody;
  readonly originals: readonly EditedImage[];
}

/**
 * Reads the form of an image edit or variation.
 * @throws ApiError 400 that names an invalid field, 413 for an image that is too large
 */
export async function readImageForm(
  shape: 'imageEditRequest' | 'imageVariationRequest',
  { body, headers, apiVersion }: { body: RawBody; headers: IncomingHttpHeaders; apiVersion: string },
): Promise<ImageForm> {
  const originals: EditedImage[] = [];
  const fields = await readForm(body, headers, async ({ field, filename, stream }) => {
    const isMask = field === 'mask';
    if (!isMask && field !== 'image' && field !== 'image[]')
      throw badRequest(`The field "${field}" has a file; images belong in "image", "image[]" or "mask".`, field);
    if (originals.length === MAX_EDITED_IMAGES)
      throw badRequest(`At most ${MAX_EDITED_IMAGES} images can be sent.`, field);
    originals.push({ filename, content: await readImage(stream, field), isMask });
  });
  if (!originals.some(({ isMask }) => !isMask)) throw badRequest('The form has no file in its field "image".', 'image');
  const values = Object.fromEntries(
    [...fields].map(([name, value]) => [
      name,
      NUMBERS.includes(name) ? Number(value) : name === 'stream' ? value === 'true' : value,
    ]),
  );
  checkPart({ api: 'azure-openai', shape, apiVersion }, { ...values, image: '' });
  // A variation has no prompt: the image decides what is drawn.
  const prompt = shape === 'imageVariationRequest' ? 'A variation of the image' : `${values.prompt}`;
  return { body: { ...values, prompt } as ImageBody, originals };
}

async function readImage(stream: AsyncIterable<Buffer>, field: string): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream) {
    size += chunk.length;
    if (size > MAX_EDITED_IMAGE_BYTES)
      throw new ApiError(413, {
        code: 'image_file_too_large',
        message: `The image is larger than ${MAX_EDITED_IMAGE_BYTES} bytes.`,
        param: field,
      });
    chunks.push(chunk);
  }
  const content = Buffer.concat(chunks);
  const start = content.subarray(0, 4).toString('hex');
  if (!IMAGE_STARTS.some((known) => start.startsWith(known)))
    throw badRequest('The image is not a PNG, JPEG or WebP file.', field);
  return content;
}
